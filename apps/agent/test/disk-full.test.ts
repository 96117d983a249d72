import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { agentError } from "@nexus/agent-contract/agent-error";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENTRY_FILES, entryId } from "../src/ledger/entry.ts";
import { doJob } from "../src/runner/do-job.ts";
import { dropSiteOf, makeSite, newRun, type RunningAgent, ROOT_PASSWORD, startAgent, temporaryBench } from "./running-agent.ts";

const bench = temporaryBench();
let agent: RunningAgent;
beforeAll(async () => void (agent = await startAgent(bench.benchPath)));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

/** Has whatever a process writes to a file, first to a temporary one, meet a full disk. */
function fill(file: string, pid: number | undefined): void {
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync("/dev/full", `${file}.${pid}.tmp`);
}

describe("a full disk", () => {
  test("is told by its name when it keeps the agent from taking a command, which is not done", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    const before = listInventory(bench.benchPath);
    const input = run.input(dropSiteOf(run));
    fill(path.join(agent.stateDir, "ledger", entryId(input.key), ENTRY_FILES.entry), agent.process.pid);
    const refused = await agent.client.commands.start.mutate(input).then(() => expect.unreachable(), agentError);
    expect(refused).toMatchObject({ name: "BenchFailed", failure: { code: "DISK_FULL", retryable: false } });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("is told by its name when a command meets it, also where it then keeps the ledger from growing", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    const folder = mkdtempSync(path.join(bench.root, "entry-"));
    const outcome = path.join(folder, ENTRY_FILES.outcome);
    // By its end the ledger's disk takes nothing more either.
    fill(outcome, process.pid);
    const backupsDir = path.join(bench.root, "backups");
    fill(path.join(backupsDir, `${run.dbName}.json`), process.pid);
    await doJob({
      command: dropSiteOf(run, true), folder, run: run.id, requestId: "test", timeoutMs: 30_000, graceMs: 1_000,
      bench: { path: bench.benchPath, environment: { PATH: process.env["PATH"] ?? "" }, nice: 0, databaseUserHost: null, backupsDir, marksDir: bench.root },
      databaseAdmin: { user: "root", password: ROOT_PASSWORD },
    }, new AbortController());
    expect(JSON.parse(readFileSync(outcome, "utf8"))).toMatchObject({ failure: { code: "DISK_FULL" } });
    expect(listInventory(bench.benchPath).databases).toContain(run.dbName);
  });
});

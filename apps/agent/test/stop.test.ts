import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isFinished } from "@nexus/agent-contract/view";
import { armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { entryId } from "../src/ledger/entry.ts";
import { endTree, MARK, markedProcesses } from "../src/process/end-tree.ts";
import { spawnDetached } from "../src/process/spawn.ts";
import { makeSite, newRun, newSiteOf, type RunningAgent, startAgent, temporaryBench } from "./running-agent.ts";

const bench = temporaryBench();
let agent: RunningAgent;
beforeAll(async () => void (agent = await startAgent(bench.benchPath, { AGENT_MAX_COMMANDS: "2", AGENT_QUEUE_LIMIT: "2" })));
afterEach(() => clearFaults(bench.benchPath));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

async function untilRunning(key: string): Promise<void> {
  await eventually(() => expect(markedProcesses(entryId(key)).length).toBeGreaterThan(0), { timeoutMs: 15_000 });
}

describe("ending a process tree", () => {
  test("reaches processes that ignore SIGTERM and those that left the group", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "nexus-tree-"));
    const script = fileURLToPath(new URL("fixtures/stubborn-python.sh", import.meta.url));
    const said: string[] = [];
    const child = spawnDetached([script], { cwd: folder, env: { PATH: process.env["PATH"] ?? "", [MARK]: "tree-test" }, onOutput: (chunk) => said.push(chunk) });
    await eventually(() => expect(markedProcesses("tree-test").length).toBeGreaterThan(3));
    expect(await endTree({ mark: "tree-test", group: child.identity.pid }, 200)).toBe(true);
    expect(markedProcesses("tree-test")).toEqual([]);
    expect(await child.ended).toEqual({ exitCode: 137, signal: "SIGKILL" });
    rmSync(folder, { recursive: true });
  });
});

describe("a command's time limit", () => {
  test("ends it with its whole tree and says so, so that it may be tried again", async () => {
    armFault(bench.benchPath, { fault: "hang", command: "new-site", atPercent: 20 });
    const run = newRun();
    const input = run.input(newSiteOf(run), { timeoutSeconds: 4 });
    expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "TIMED_OUT", retryable: true }, exitCode: 143 });
    expect(markedProcesses(entryId(input.key))).toEqual([]);
  });

  test("holds when no agent is there to see to it", async () => {
    armFault(bench.benchPath, { fault: "hang", command: "new-site", atPercent: 20 });
    const run = newRun();
    const input = run.input(newSiteOf(run), { timeoutSeconds: 4 });
    await agent.client.commands.start.mutate(input);
    await untilRunning(input.key);
    await agent.end("SIGKILL");
    await eventually(() => expect(markedProcesses(entryId(input.key))).toEqual([]), { timeoutMs: 15_000 });
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret, AGENT_MAX_COMMANDS: "2", AGENT_QUEUE_LIMIT: "2" });
    expect(await agent.run(input)).toMatchObject({ failure: { code: "TIMED_OUT" } });
  });
});

describe("closing a workspace", () => {
  test("does not wait for builds, however many have come before it", async () => {
    const workspace = newRun();
    makeSite(bench.benchPath, workspace);
    armFault(bench.benchPath, { fault: "hold", command: "new-site", atPercent: 20 });
    const builds = [newRun(), newRun(), newRun()];
    const inputs = builds.map((run) => run.input(newSiteOf(run)));
    for (const input of inputs) await agent.client.commands.start.mutate(input);
    const closing = workspace.input({ type: "setMaintenanceMode", site: workspace.site, dbName: workspace.dbName, on: true });
    expect(await agent.run(closing)).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath).sites).toContainEqual({ site: workspace.site, dbName: workspace.dbName, maintenance: true });
    expect((await Promise.all(inputs.map(({ key }) => agent.client.commands.get.query({ key })))).map(({ state }) => state)).toEqual(["running", "running", "queued"]);
    for (const [index, run] of builds.entries()) await agent.client.commands.cancel.mutate({ key: inputs[index]?.key ?? "", fence: { run: run.id, epoch: 1 } });
    for (const input of inputs) expect(await agent.run(input)).toMatchObject({ failure: { code: "CANCELLED" } });
  });
});

describe("cancelling", () => {
  test("ends a running command, and one that waits never begins", async () => {
    armFault(bench.benchPath, { fault: "hang", command: "new-site", atPercent: 20 });
    const run = newRun();
    const running = run.input(newSiteOf(run));
    const waiting = run.input({ type: "migrate", site: run.site });
    await agent.client.commands.start.mutate(running);
    await untilRunning(running.key);
    expect(await agent.client.commands.start.mutate(waiting)).toMatchObject({ state: "queued" });
    expect(await agent.client.commands.cancel.mutate({ key: waiting.key, fence: waiting.fence })).toMatchObject({ state: "failed", startedAt: null, failure: { code: "CANCELLED", retryable: false } });
    await agent.client.commands.cancel.mutate({ key: running.key, fence: running.fence });
    expect(await agent.run(running)).toMatchObject({ failure: { code: "CANCELLED" } });
    expect(markedProcesses(entryId(running.key))).toEqual([]);
  });

  test("leaves a finished command as it is", async () => {
    const run = newRun();
    const input = run.input({ type: "seedSettings", site: run.site, dbName: run.dbName, organization: "Acme", plan: "Free", maxUsers: 5 });
    const finished = await agent.run(input);
    expect(isFinished(finished)).toBe(true);
    expect(await agent.client.commands.cancel.mutate({ key: input.key, fence: input.fence })).toEqual(finished);
  });
});

describe("the queue", () => {
  test("does one command a site and no more than the limit at once, and refuses more than it may hold", async () => {
    armFault(bench.benchPath, { fault: "hang", command: "new-site", atPercent: 0 });
    const [first, second, third] = [newRun(), newRun(), newRun()];
    const inputs = [first.input(newSiteOf(first)), first.input({ type: "migrate", site: first.site }), second.input(newSiteOf(second)), third.input(newSiteOf(third))];
    const states = [];
    for (const input of inputs) states.push((await agent.client.commands.start.mutate(input)).state);
    expect(states).toEqual(["running", "queued", "running", "queued"]);
    expect((await agent.client.health.query()).commands).toEqual({ running: 2, queued: 2, limit: 2 });
    const refused = newRun();
    await expect(agent.client.commands.start.mutate(refused.input(newSiteOf(refused)))).rejects.toMatchObject({ data: { code: "TOO_MANY_REQUESTS", refusal: "QUEUE_FULL" } });
    for (const { key, fence } of inputs) await agent.client.commands.cancel.mutate({ key, fence });
    for (const input of inputs) expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "CANCELLED" } });
  });
});

describe("an agent that is told to end its commands when it stops", () => {
  test("begins none of those that wait", async () => {
    const other = temporaryBench();
    const stopping = await startAgent(other.benchPath, { AGENT_END_COMMANDS_ON_STOP: "true", AGENT_MAX_COMMANDS: "2" });
    armFault(other.benchPath, { fault: "hang", command: "new-site", atPercent: 20 });
    const runs = Array.from({ length: 6 }, newRun);
    const inputs = runs.map((run) => run.input(newSiteOf(run)));
    for (const input of inputs) await stopping.client.commands.start.mutate(input);
    const made = () => readdirSync(path.join(other.benchPath, "sites")).filter((name) => runs.some(({ site }) => site === name));
    await eventually(() => expect(made()).toHaveLength(2), { timeoutMs: 15_000 });
    await stopping.end("SIGTERM");
    expect(inputs.flatMap(({ key }) => markedProcesses(entryId(key)))).toEqual([]);
    expect(made()).toHaveLength(2);
    const next = await startAgent(other.benchPath, { AGENT_SECRET: stopping.secret });
    const codes = [];
    for (const input of inputs) codes.push((await next.run(input)).failure?.code);
    expect(codes).toEqual(["KILLED", "KILLED", "LOST", "LOST", "LOST", "LOST"]);
    await next.end("SIGTERM");
    other.remove();
  });

  test("leaves no process, and the command may be tried again", async () => {
    const other = temporaryBench();
    const stopping = await startAgent(other.benchPath, { AGENT_END_COMMANDS_ON_STOP: "true" });
    armFault(other.benchPath, { fault: "hang", command: "new-site", atPercent: 20 });
    const run = newRun();
    const input = run.input(newSiteOf(run));
    await stopping.client.commands.start.mutate(input);
    await untilRunning(input.key);
    await stopping.end("SIGTERM");
    expect(markedProcesses(entryId(input.key))).toEqual([]);
    const next = await startAgent(other.benchPath, { AGENT_SECRET: stopping.secret });
    expect(await next.run(input)).toMatchObject({ failure: { code: "KILLED", retryable: true } });
    await next.end("SIGTERM");
    other.remove();
  });
});

import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { armedFaults, armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { entryId } from "../src/ledger/entry.ts";
import { markedProcesses } from "../src/process/end-tree.ts";
import { dropSiteOf, makeSite, newRun, newSiteOf, ROOT_PASSWORD, type RunningAgent, startAgent, temporaryBench } from "./running-agent.ts";

const bench = temporaryBench();
let agent: RunningAgent;
beforeAll(async () => {
  agent = await startAgent(bench.benchPath);
  makeSite(bench.benchPath, newRun());
});
afterEach(() => clearFaults(bench.benchPath));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});
const inventory = () => listInventory(bench.benchPath);

async function startAgain(env: Record<string, string>): Promise<void> {
  await agent.end("SIGTERM");
  agent = await startAgent(bench.benchPath, env);
}

describe("the database administrator", () => {
  test("is never told to the bench: it makes and drops sites where it cannot sign in as one", async () => {
    for (const command of ["new-site", "drop-site"]) armFault(bench.benchPath, { fault: "bad_root_password", command });
    const before = inventory();
    const run = newRun();
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(inventory().databaseUsers).toContainEqual({ user: `${run.dbName}@localhost`, grants: [run.dbName] });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(inventory()).toEqual(before);
  });

  test("is gone with its helper before the bench begins, and a helper that is slow to go takes nothing of the bench with it", async () => {
    armFault(bench.benchPath, { fault: "helper_lingers", op: "createDatabase", times: 1 });
    const run = newRun();
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
  });

  test("with a wrong password is named, not tried again, and nothing that it could not undo is begun", async () => {
    const before = inventory();
    const [made, wanted] = [newRun(), newRun()];
    await agent.run(made.input(newSiteOf(made)));
    const withSite = inventory();
    await startAgain({ DB_ROOT_PASSWORD: "not-the-password" });
    const denied = { state: "failed", failure: { code: "DATABASE_ACCESS_DENIED", retryable: false } };
    expect(await agent.run(wanted.input(newSiteOf(wanted)))).toMatchObject(denied);
    expect(await agent.run(made.input(dropSiteOf(made)))).toMatchObject(denied);
    await expect(agent.client.bench.inventory.query()).rejects.toMatchObject({ data: { failure: { code: "DATABASE_ACCESS_DENIED" } } });
    // What works on sites alone does not need it.
    expect(await agent.client.sites.facts.query({ site: made.site })).toMatchObject({ exists: true, dbName: made.dbName });
    expect(inventory()).toEqual(withSite);
    expect(readdirSync(path.join(agent.stateDir, "marks"))).toEqual([made.dbName]);
    // So its undo has nothing to wait for.
    for (const run of [wanted, { ...wanted, site: made.site }]) expect(await agent.run(wanted.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded", result: { removed: [], kept: [] } });
    // But of a finished site, of which a backup is wanted, nobody says that it is gone.
    expect(await agent.run(wanted.input(dropSiteOf(wanted, true)))).toMatchObject(denied);
    await startAgain({ DB_ROOT_PASSWORD: ROOT_PASSWORD });
    expect(await agent.run(made.input(dropSiteOf(made)))).toMatchObject({ state: "succeeded" });
    expect(inventory()).toEqual(before);
  });

  test("finds a database of the wanted name taken, and leaves it to the one who knows", async () => {
    const run = newRun();
    const other = newRun();
    await agent.run(other.input(newSiteOf(other)));
    const taken = { ...run, dbName: other.dbName };
    expect(await agent.run(run.input(newSiteOf(taken)))).toMatchObject({ state: "failed", failure: { code: "DATABASE_EXISTS", retryable: false } });
    expect(inventory().databases).toContain(other.dbName);
    expect(await agent.client.sites.facts.query({ site: other.site })).toMatchObject({ installedApps: ["frappe"] });
  });
});

test("MariaDB that is down from the beginning leaves nothing, and the undo does not wait for it; what was begun does", async () => {
  const before = inventory();
  const [first, second] = [newRun(), newRun()];
  armFault(bench.benchPath, { fault: "database_down", op: "createDatabase" });
  expect(await agent.run(second.input(newSiteOf(second)))).toMatchObject({ state: "failed", failure: { code: "DATABASE_DOWN" } });
  armFault(bench.benchPath, { fault: "database_down", op: "inventory" });
  expect(await agent.run(first.input(newSiteOf(first)))).toMatchObject({ state: "failed", failure: { code: "DATABASE_DOWN" } });
  expect(await agent.run(first.input(dropSiteOf(first)))).toMatchObject({ state: "succeeded", result: { removed: [], kept: [] } });
  // Its folder may be gone, by hand or with a disk: the mark is not.
  rmSync(path.join(bench.benchPath, "sites", second.site), { recursive: true });
  expect(await agent.run(second.input(dropSiteOf(second)))).toMatchObject({ state: "failed", failure: { code: "DATABASE_DOWN" } });
  clearFaults(bench.benchPath);
  expect(await agent.run(second.input(dropSiteOf(second)))).toMatchObject({ state: "succeeded" });
  expect(inventory()).toEqual(before);
});

describe("a kill -9 of all that works on the database", () => {
  /** Each place in which the work can be: before and after what the administrator does, and while the bench works. */
  const PLACES = [
    ["before the database is made", "newSite", { fault: "hang", op: "createDatabase", atPercent: 0 }],
    ["after the database was made", "newSite", { fault: "hang", op: "createDatabase", atPercent: 100 }],
    ["while the bench fills it", "newSite", { fault: "hang", command: "new-site", atPercent: 40 }],
    ["before the database is dropped", "dropSite", { fault: "hang", op: "dropDatabase", atPercent: 0 }],
    ["after the database was dropped", "dropSite", { fault: "hang", op: "dropDatabase", atPercent: 100 }],
  ] as const;

  test.each(PLACES)("%s leaves nothing that the next dropSite does not remove, users and grants included", async (_place, type, fault) => {
    const before = inventory();
    const run = newRun();
    if (type === "dropSite") await agent.run(run.input(newSiteOf(run)));
    armFault(bench.benchPath, { ...fault, times: 1 });
    const input = run.input(type === "newSite" ? newSiteOf(run) : dropSiteOf(run));
    await agent.client.commands.start.mutate(input);
    await eventually(() => expect(armedFaults(bench.benchPath)).toEqual([]), { timeoutMs: 20_000 });
    await agent.end("SIGKILL");
    const { process: runner } = JSON.parse(readFileSync(path.join(agent.stateDir, "ledger", entryId(input.key), "entry.json"), "utf8")) as { process: { pid: number } };
    process.kill(runner.pid, "SIGKILL");
    for (const pid of markedProcesses(entryId(input.key))) process.kill(pid, "SIGKILL");
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret });
    expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "LOST", retryable: true } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(inventory()).toEqual(before);
  });
});

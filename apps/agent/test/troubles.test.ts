import type { Command } from "@nexus/agent-contract/command";
import type { CommandFailureCode } from "@nexus/agent-contract/failure";
import { armFault, clearFaults, type Fault } from "@nexus/sandbox-bench/faults";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dropSiteOf, makeSite, newRun, newSiteOf, type RunningAgent, startAgent, temporaryBench, type TestRun } from "./running-agent.ts";

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

const install = ({ site, dbName }: TestRun): Command => ({ type: "installApp", site, dbName, app: "nexus_core" });
const owner = ({ site, dbName }: TestRun): Command => ({ type: "createOwner", site, dbName, email: "owner@example.com", fullName: "Ada Owner", password: "a-long-and-unusual-phrase" });

interface Trouble {
  readonly what: string;
  readonly fault: Fault;
  /** What meets it, on a site that is there already unless it makes one. */
  readonly command: (run: TestRun) => Command;
  readonly code: CommandFailureCode;
  readonly retryable: boolean;
  readonly timeoutSeconds?: number;
}

const TROUBLES: readonly Trouble[] = [
  { what: "MariaDB is down before the database is made", fault: { fault: "database_down", op: "createDatabase" }, command: newSiteOf, code: "DATABASE_DOWN", retryable: true },
  { what: "MariaDB goes down while an app is installed", fault: { fault: "database_down", command: "install-app", atPercent: 40 }, command: install, code: "DATABASE_DOWN", retryable: true },
  { what: "MariaDB is down for the owner", fault: { fault: "database_down", op: "createOwner" }, command: owner, code: "DATABASE_DOWN", retryable: true },
  { what: "MariaDB is so slow that the time is up", fault: { fault: "slow", command: "new-site", seconds: 60 }, command: newSiteOf, code: "TIMED_OUT", retryable: true, timeoutSeconds: 3 },
  { what: "MariaDB is so slow that making a database takes too long", fault: { fault: "slow", op: "createDatabase", seconds: 60 }, command: newSiteOf, code: "TIMED_OUT", retryable: true, timeoutSeconds: 3 },
  { what: "MariaDB's disk is full while the site is made", fault: { fault: "disk_full", command: "new-site", atPercent: 60 }, command: newSiteOf, code: "DISK_FULL", retryable: false },
  { what: "the disk is full before the site is made", fault: { fault: "disk_full", command: "new-site", atPercent: 0 }, command: newSiteOf, code: "DISK_FULL", retryable: false },
  { what: "the disk is full while an app is installed", fault: { fault: "disk_full", command: "install-app", atPercent: 60 }, command: install, code: "DISK_FULL", retryable: false },
  { what: "the administrator's password is wrong", fault: { fault: "bad_root_password", op: "createDatabase" }, command: newSiteOf, code: "DATABASE_ACCESS_DENIED", retryable: false },
  { what: "the app is not on the bench", fault: { fault: "app_missing", command: "install-app" }, command: install, code: "APP_MISSING", retryable: false },
  { what: "the app does not fit", fault: { fault: "app_incompatible", command: "install-app" }, command: install, code: "APP_INCOMPATIBLE", retryable: false },
  { what: "the app's own code fails", fault: { fault: "app_fails", command: "install-app" }, command: install, code: "APP_INSTALL_FAILED", retryable: false },
  { what: "somebody holds the lock of a new site", fault: { fault: "lock_held", command: "new-site" }, command: newSiteOf, code: "LOCK_HELD", retryable: true },
  { what: "somebody installs an app at the same time", fault: { fault: "lock_held", command: "install-app" }, command: install, code: "LOCK_HELD", retryable: true },
  { what: "the OOM killer takes the bench while it makes a site", fault: { fault: "kill_at", command: "new-site", atPercent: 70 }, command: newSiteOf, code: "KILLED", retryable: true },
  { what: "the OOM killer takes the bench while it installs an app", fault: { fault: "kill_at", command: "install-app", atPercent: 70 }, command: install, code: "KILLED", retryable: true },
  { what: "the OOM killer takes the helper", fault: { fault: "helper_dies", op: "createOwner", atPercent: 100 }, command: owner, code: "HELPER_FAILED", retryable: true },
];

describe("trouble on the bench", () => {
  test.each(TROUBLES)("$what: $code, and nothing is left", async ({ fault, command, code, retryable, timeoutSeconds = 60 }) => {
    const before = listInventory(bench.benchPath);
    const run = newRun();
    if (command !== newSiteOf) makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { ...fault, times: 1 });
    expect(await agent.run(run.input(command(run), { timeoutSeconds }))).toMatchObject({ state: "failed", failure: { code, retryable } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("a name that another site has: SITE_EXISTS, and that site stays as it is", async () => {
    const [first, second] = [newRun(), newRun()];
    makeSite(bench.benchPath, first);
    const before = listInventory(bench.benchPath);
    const collision = { ...second, site: first.site };
    expect(await agent.run(second.input(newSiteOf(collision)))).toMatchObject({ state: "failed", failure: { code: "SITE_EXISTS", retryable: false } });
    expect(await agent.run(second.input(dropSiteOf(collision)))).toMatchObject({ state: "succeeded", result: { removed: [] } });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("Redis is down: sites and owners are made without it, and a sign-in link, which needs it, is REDIS_DOWN", async () => {
    const before = listInventory(bench.benchPath);
    const run = newRun();
    for (const where of [{ command: "new-site" }, { command: "install-app" }, { op: "createOwner" }, { op: "loginLink" }]) armFault(bench.benchPath, { fault: "redis_down", ...where });
    for (const command of [newSiteOf, install, owner]) expect(await agent.run(run.input(command(run)))).toMatchObject({ state: "succeeded" });
    const link = agent.client.sites.loginLink.mutate({ fence: { run: run.id, epoch: 1 }, site: run.site, dbName: run.dbName, email: "owner@example.com", minutes: 5 });
    await expect(link).rejects.toMatchObject({ data: { failure: { code: "REDIS_DOWN", retryable: true } } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("what is retryable succeeds when it is tried again after the undo", async () => {
    const run = newRun();
    armFault(bench.benchPath, { fault: "database_down", command: "new-site", times: 1 });
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ failure: { code: "DATABASE_DOWN", retryable: true } });
    await agent.run(run.input(dropSiteOf(run)));
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ state: "succeeded" });
  });
});

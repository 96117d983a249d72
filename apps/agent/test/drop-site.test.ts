import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "@nexus/agent-contract/command";
import type { Inventory } from "@nexus/agent-contract/view";
import { armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { dropSiteOf, makeSite, newRun, newSiteOf, type RunningAgent, startAgent, temporaryBench, type TestRun } from "./running-agent.ts";

const bench = temporaryBench();
const folderOf = (run: TestRun): string => path.join(bench.benchPath, "sites", run.site);
let agent: RunningAgent;
let before: Inventory;
beforeAll(async () => {
  agent = await startAgent(bench.benchPath);
  const other = newRun();
  makeSite(bench.benchPath, other);
  before = listInventory(bench.benchPath);
});
afterEach(() => clearFaults(bench.benchPath));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

describe("dropSite", () => {
  test("removes a whole site, says what there was, and may be repeated", async () => {
    const run = newRun();
    await agent.run(run.input(newSiteOf(run)));
    const first = await agent.run(run.input(dropSiteOf(run)));
    expect(first).toMatchObject({ state: "succeeded", result: { removed: [`folder:${run.site}`, `database:${run.dbName}`, `user:${run.dbName}@localhost`], kept: [] } });
    for (const _again of [2, 3]) expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded", result: { removed: [] } });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test.each([0, 35, 99])("leaves nothing of a site whose making was killed at %i %%", async (atPercent) => {
    armFault(bench.benchPath, { fault: "kill_at", command: "new-site", atPercent, times: 1 });
    const run = newRun();
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ state: "failed", failure: { code: "KILLED" }, exitCode: 137 });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("leaves nothing of a site whose making failed", async () => {
    armFault(bench.benchPath, { fault: "database_down", command: "new-site", times: 1 });
    const run = newRun();
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ state: "failed", failure: { code: "DATABASE_DOWN", retryable: true } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test.each([0, 100])("goes on where its helper died, before the effect (0) or after it (100): %i", async (atPercent) => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { fault: "helper_dies", op: "dropDatabase", atPercent, times: 1 });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "failed", failure: { code: "HELPER_FAILED", retryable: true } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("is not done while Redis does not answer, as waiting jobs would run on the next site of the name", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { fault: "redis_down", op: "dropDatabase", times: 1 });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "failed", failure: { code: "REDIS_DOWN", retryable: true } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("removes database and users where the folder is gone, and an archive that is left", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    const archive = path.join(bench.benchPath, "archived", "sites", `${run.site}1`);
    mkdirSync(path.dirname(archive), { recursive: true });
    renameSync(folderOf(run), archive);
    const { result } = await agent.run(run.input(dropSiteOf(run)));
    expect(result).toMatchObject({ removed: [`archive:${run.site}1`, `database:${run.dbName}`, `user:${run.dbName}@localhost`] });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("keeps a backup in a place of its own when asked, names it again when repeated, and takes none where there is no site", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    const { result } = await agent.run(run.input(dropSiteOf(run, true)));
    const kept = readdirSync(path.join(agent.stateDir, "backups", run.site)).sort();
    expect(kept.length).toBeGreaterThan(0);
    expect(result).toMatchObject({ kept });
    expect(await agent.run(run.input(dropSiteOf(run, true)))).toMatchObject({ state: "succeeded", result: { removed: [], kept } });
    const never = newRun();
    expect(await agent.run(never.input(dropSiteOf(never, true)))).toMatchObject({ state: "succeeded", result: { kept: [] } });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });
});

describe("a removal that is cut off", () => {
  test("has moved the folder out of the way in one step, on the same disk, and is told from a site", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { fault: "helper_dies", op: "dropDatabase", atPercent: 0, times: 1 });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "failed", failure: { code: "HELPER_FAILED" } });
    const place = path.join(bench.benchPath, "sites", `.nexus-removed-${run.dbName}`);
    expect([existsSync(folderOf(run)), readdirSync(place)]).toEqual([false, [run.site]]);
    const { sites, archives } = await agent.client.bench.inventory.query();
    expect([sites, archives]).toEqual([before.sites, [...before.archives, { archive: run.site, dbName: run.dbName }]]);
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded", result: { removed: [`removed:.nexus-removed-${run.dbName}`, `database:${run.dbName}`, `user:${run.dbName}@localhost`] } });
    expect(existsSync(place)).toBe(false);
    expect(listInventory(bench.benchPath)).toEqual(before);
  });
});

describe("the backup of a dropped site", () => {
  test("is taken once, however often the drop is tried", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { fault: "database_down", op: "dropDatabase", times: 1 });
    expect(await agent.run(run.input(dropSiteOf(run, true)))).toMatchObject({ state: "failed", failure: { retryable: true } });
    const kept = readdirSync(path.join(agent.stateDir, "backups", run.site)).sort();
    expect(kept.length).toBeGreaterThan(0);
    // Another backup would fail.
    armFault(bench.benchPath, { fault: "disk_full", command: "backup", times: 1 });
    expect(await agent.run(run.input(dropSiteOf(run, true)))).toMatchObject({ state: "succeeded", result: { kept } });
    expect(readdirSync(path.join(agent.stateDir, "backups", run.site)).sort()).toEqual(kept);
  });

  test("is not trusted where it is not whole any more, and is taken anew where there is a site", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { fault: "database_down", op: "dropDatabase", times: 1 });
    await agent.run(run.input(dropSiteOf(run, true)));
    const folder = path.join(agent.stateDir, "backups", run.site);
    const cutOff = path.join(folder, readdirSync(folder)[0] ?? "");
    truncateSync(cutOff, 1);
    expect(await agent.run(run.input(dropSiteOf(run, true)))).toMatchObject({ state: "failed", failure: { message: expect.stringContaining("is not whole any more") } });
    expect(listInventory(bench.benchPath).databases).toContain(run.dbName);
    // What the first try moved away is put back, so that there is a site to take a backup of.
    renameSync(path.join(bench.benchPath, "sites", `.nexus-removed-${run.dbName}`, run.site), folderOf(run));
    const { state, result } = await agent.run(run.input(dropSiteOf(run, true)));
    expect(state).toBe("succeeded");
    const kept = z.object({ kept: z.array(z.string()) }).parse(result).kept.map((name) => statSync(path.join(folder, name)).size);
    expect(Math.min(...kept)).toBeGreaterThan(1);
  });

  test("leaves no files when it fails", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    armFault(bench.benchPath, { fault: "exit_nonzero_after_effect", command: "backup", times: 1 });
    expect(await agent.run(run.input(dropSiteOf(run, true)))).toMatchObject({ state: "failed" });
    expect(readdirSync(path.join(folderOf(run), "private", "backups"))).toEqual([]);
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
  });
});

describe("removeLeftovers", () => {
  const removal = (run: TestRun): Command => ({ type: "removeLeftovers", site: run.site, dbName: run.dbName });

  test("removes folder, archive, database and user of a run that is over, and may be repeated", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    expect(await agent.run(run.input(removal(run)))).toMatchObject({ state: "succeeded", result: { removed: [`folder:${run.site}`, `database:${run.dbName}`, `user:${run.dbName}@localhost`] } });
    expect(await agent.run(run.input(removal(run)))).toMatchObject({ state: "succeeded", result: { removed: [] } });
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("leaves the site alone that has the name by now, and removes the rest", async () => {
    const [old, current] = [newRun(), newRun()];
    makeSite(bench.benchPath, old);
    rmSync(folderOf(old), { recursive: true });
    const sameName = { ...current, site: old.site };
    makeSite(bench.benchPath, sameName);
    const files = () => readdirSync(folderOf(old), { recursive: true }).map(String).sort();
    const known = files();
    expect(await agent.run(old.input(removal(old)))).toMatchObject({ state: "succeeded", result: { removed: [`database:${old.dbName}`, `user:${old.dbName}@localhost`] } });
    expect(files()).toEqual(known);
    expect(listInventory(bench.benchPath).databases).toEqual([...before.databases, current.dbName].sort());
    await agent.run(current.input(dropSiteOf(sameName)));
    expect(listInventory(bench.benchPath)).toEqual(before);
  });

  test("touches nothing where a site of another name uses the database", async () => {
    const run = newRun();
    makeSite(bench.benchPath, run);
    const renamed = { ...run, site: `renamed-${run.site}` };
    renameSync(folderOf(run), folderOf(renamed));
    const known = listInventory(bench.benchPath);
    expect(await agent.run(run.input(removal(run)))).toMatchObject({ state: "failed", failure: { code: "NOT_OURS" } });
    expect(listInventory(bench.benchPath)).toEqual(known);
    await agent.run(run.input(dropSiteOf(renamed)));
    expect(listInventory(bench.benchPath)).toEqual(before);
  });
});

describe("dropSite touches nothing", () => {
  test("of a site of the same name with another database, and is done where nothing of its own is there", async () => {
    const [first, second] = [newRun(), newRun()];
    makeSite(bench.benchPath, first);
    const withFirst = listInventory(bench.benchPath);
    const sameName = { ...second, site: first.site };
    expect(await agent.run(second.input(newSiteOf(sameName)))).toMatchObject({ failure: { code: "SITE_EXISTS" } });
    expect(await agent.run(second.input(dropSiteOf(sameName)))).toMatchObject({ state: "succeeded", result: { removed: [], kept: [] } });
    expect(listInventory(bench.benchPath)).toEqual(withFirst);
    await agent.run(first.input(dropSiteOf(first)));
  });

  test("of a site that was put back with another database, and does not say that it is deleted", async () => {
    const [first, second] = [newRun(), newRun()];
    makeSite(bench.benchPath, first);
    const withFirst = listInventory(bench.benchPath);
    expect(await agent.run(second.input(dropSiteOf({ ...second, site: first.site }, true)))).toMatchObject({ state: "failed", failure: { code: "NOT_OURS", retryable: false } });
    expect(listInventory(bench.benchPath)).toEqual(withFirst);
    await agent.run(first.input(dropSiteOf(first)));
  });

  test("of another site that took the place of one of its own, whose archive is still there", async () => {
    const [first, second] = [newRun(), newRun()];
    const sameName = { ...second, site: first.site };
    makeSite(bench.benchPath, sameName);
    const archive = path.join(bench.benchPath, "archived", "sites", `${first.site}1`);
    mkdirSync(path.dirname(archive), { recursive: true });
    renameSync(folderOf(sameName), archive);
    makeSite(bench.benchPath, first);
    const withBoth = listInventory(bench.benchPath);
    expect(await agent.run(second.input(dropSiteOf(sameName)))).toMatchObject({ state: "failed", failure: { code: "NOT_OURS", retryable: false } });
    expect(listInventory(bench.benchPath)).toEqual(withBoth);
    await agent.run(first.input(dropSiteOf(first)));
    expect(await agent.run(second.input(dropSiteOf(sameName)))).toMatchObject({ state: "succeeded" });
  });

  test("of a site that has been renamed since, though the old name's database is meant", async () => {
    const run = newRun();
    const renamed = { ...run, site: `renamed-${run.site}` };
    makeSite(bench.benchPath, run);
    renameSync(folderOf(run), folderOf(renamed));
    const withRenamed = listInventory(bench.benchPath);
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ failure: { code: "NOT_OURS" } });
    expect(listInventory(bench.benchPath)).toEqual(withRenamed);
    expect(await agent.run(run.input(dropSiteOf(renamed)))).toMatchObject({ state: "succeeded" });
  });

  test("of a folder without a config that this agent did not make", async () => {
    const run = newRun();
    mkdirSync(folderOf(run));
    writeFileSync(path.join(folderOf(run), "someone-elses.txt"), "");
    // newSite finds the name taken, so it leaves no mark.
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ failure: { code: "SITE_EXISTS" } });
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded", result: { removed: [], kept: [] } });
    expect(readdirSync(folderOf(run))).toEqual(["someone-elses.txt"]);
    rmSync(folderOf(run), { recursive: true });
  });
});

describe("a folder whose config was never written", () => {
  test("is removed when the ledger shows that newSite made it", async () => {
    const run = newRun();
    await agent.run(run.input(newSiteOf(run)));
    rmSync(path.join(folderOf(run), "site_config.json"));
    expect(await agent.run(run.input(dropSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(existsSync(folderOf(run))).toBe(false);
    expect(listInventory(bench.benchPath)).toEqual(before);
  });
});

import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "@nexus/db/client";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { databaseName } from "@nexus/domain/names/site";
import type { DriftKind } from "@nexus/domain/states/drift";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { lockTenant } from "@nexus/provisioning/tenants/change-tenant";
import { suspend } from "@nexus/provisioning/tenants/suspend";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askSite } from "../src/ports/ask-site.ts";
import { beginLook } from "../src/reconcile/looks.ts";
import { driftEvents, driftOf, fingerprint, leaveThings, lookTimes, loseThings, reconcilerOf, setMaintenance } from "./world/reconciling.ts";
import type { Program } from "./world/process.ts";
import { VISITOR, abort, acceptWorkspace, settled, stepIs } from "./world/runs.ts";
import { type World, createWorld, SITES_DOMAIN } from "./world/world.ts";

/** Another installation's site on the same bench, and one that has nothing to do with this product. */
const STRANGERS = [
  { site: `stranger.${SITES_DOMAIN}`, dbName: databaseName(randomUUID(), 1) },
  { site: `foreign.${SITES_DOMAIN}`, dbName: "_0123456789abcdef" },
] as const;

let world: World;
let worker: Program;
let reconciling: ReturnType<typeof reconcilerOf>;
beforeAll(async () => {
  world = await createWorld();
  worker = await world.startWorker();
  reconciling = reconcilerOf(world);
  for (const stranger of STRANGERS) leaveThings(world, stranger);
});
afterAll(() => world.end());

const hosted = (subdomain: string) => `${subdomain}.${SITES_DOMAIN}`;
const fingerprints = () => STRANGERS.map((stranger) => fingerprint(world, stranger));
const look = (times = 2) => lookTimes(reconciling.look, times);
const visit = async (subdomain: string) => (await askSite(world.sitesUrl, hosted(subdomain), { method: "GET", path: "/api/method/ping" })).status;
const folder = (subdomain: string) => join(world.bench, "sites", hosted(subdomain));

async function built(subdomain: string): Promise<Run> {
  const run = await settled(world, (await acceptWorkspace(world, { subdomain })).id);
  expect(run).toMatchObject({ state: "succeeded" });
  return run;
}

async function rolledBack(subdomain: string): Promise<Run> {
  world.arm({ fault: "disk_full", op: "seedSettings", site: hosted(subdomain), atPercent: 0, times: 1 });
  const run = await settled(world, (await acceptWorkspace(world, { subdomain })).id);
  expect(run).toMatchObject({ state: "rolled_back" });
  return run;
}

/** The run that ends a drift, when it is over. */
async function mended(subject: string, kind: DriftKind = "leftover"): Promise<Run> {
  const { mendingRunId } = await world.prisma.drift.findFirstOrThrow({ where: { subject, kind, mendingRunId: { not: null } } });
  return settled(world, mendingRunId ?? "");
}

/** Entries of the agent's ledger for new sites with this database. */
function ledgerOf(dbName: string): unknown[] {
  return readdirSync(join(world.directory, "agent"), { recursive: true, withFileTypes: true })
    .filter((file) => file.name === "entry.json").map((file) => readFileSync(join(file.parentPath, file.name), "utf8"))
    .filter((entry) => entry.includes(dbName) && entry.includes('"newSite"')).map((entry): unknown => JSON.parse(entry));
}

test("what a rolled back run left is found by two looks, removed by a run, and both are audited; through all of it strangers stay byte for byte", async () => {
  const known = fingerprints();
  const before = world.inventory();
  const run = await rolledBack("leaky");
  const dbName = databaseName(run.id, 1);
  // The worker's own looks are due half a minute after the last one.
  await look(1);
  leaveThings(world, { site: hosted("leaky"), dbName });

  await look(1);
  expect(await driftOf(world, dbName)).toMatchObject({ kind: "leftover", state: "suspected" });
  expect(await driftEvents(world, dbName)).toEqual([]);
  await look(1);
  expect(await driftOf(world, dbName)).toMatchObject({
    state: "open", found: [{ what: "folder", name: hosted("leaky") }, { what: "database", name: dbName }, { what: "user", name: `${dbName}@localhost` }],
  });
  expect(await mended(dbName)).toMatchObject({ kind: "remove_leftovers", state: "succeeded", requestedBy: "reconciler" });
  expect(world.inventory()).toEqual(before);
  await look(1);
  expect(await driftOf(world, dbName)).toBeNull();
  expect(await driftEvents(world, dbName)).toEqual(["drift.opened", "drift.closed"]);
  expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
  expect(fingerprints()).toEqual(known);
});

test("a marked thing whose run is not known here is told of once, and nothing is done about it; what has no mark is not even seen", async () => {
  await look();
  expect(await driftOf(world, STRANGERS[0].dbName)).toMatchObject({ kind: "stranger", state: "open" });
  expect(await driftEvents(world, STRANGERS[0].dbName)).toEqual(["drift.opened"]);
  expect(await world.prisma.drift.count({ where: { kind: "stranger", OR: [{ mendedAt: { not: null } }, { mendingRunId: { not: null } }] } })).toBe(0);
  expect(await driftOf(world, STRANGERS[1].dbName)).toBeNull();
});

test("a leftover of an earlier attempt goes, and the site of the later one that has the name is not touched", async () => {
  const run = await built("second-try");
  const kept = databaseName(run.id, 2);
  // As if it had been the second attempt that built the site.
  await world.prisma.run.update({ where: { id: run.id }, data: { attempt: 2 } });
  const old = databaseName(run.id, 1);
  await look();
  expect(await driftOf(world, hosted("second-try"))).toMatchObject({ kind: "missing", found: [{ what: "config", name: old }, { what: "database", name: kept }, { what: "user", name: kept }] });
  rmSync(folder("second-try"), { recursive: true });
  leaveThings(world, { site: hosted("second-try"), dbName: kept });
  const current = fingerprint(world, { site: hosted("second-try"), dbName: kept });
  await look();
  expect(await mended(old)).toMatchObject({ state: "succeeded" });
  expect(world.inventory().databases).not.toContain(old);
  expect(fingerprint(world, { site: hosted("second-try"), dbName: kept })).toBe(current);
});

test("a provision is never touched, and ends as it would, while looks follow each other without a pause", async () => {
  world.arm({ fault: "slow", command: "new-site", site: hosted("in-the-middle"), seconds: 1 });
  world.arm({ fault: "slow", op: "createOwner", site: hosted("in-the-middle"), seconds: 1 });
  world.arm({ fault: "slow", op: "dropDatabase", site: hosted("stopped-there"), seconds: 1 });
  const runs = [await acceptWorkspace(world, { subdomain: "in-the-middle" }), await acceptWorkspace(world, { subdomain: "stopped-there" })];
  let over = false;
  const ends = Promise.all(runs.map(({ id }) => settled(world, id))).finally(() => { over = true; });
  await stepIs(world, runs[1]?.id ?? "", "create_site", "running");
  await abort(world, runs[1]?.id ?? "");
  let looks = 0;
  while (!over) {
    await look(1);
    looks += 1;
  }
  expect(looks).toBeGreaterThan(3);
  expect((await ends).map(({ state }) => state)).toEqual(["succeeded", "rolled_back"]);
  await look();
  const ours = await world.prisma.drift.findMany({ where: { tenantId: { in: runs.map(({ tenantId }) => tenantId) } } });
  expect(ours).toEqual([]);
  expect(await visit("in-the-middle")).toBe(200);
  expect(await world.prisma.run.count({ where: { tenantId: { in: runs.map(({ tenantId }) => tenantId) }, kind: "remove_leftovers" } })).toBe(0);
});

test("a site that is gone is told of, left to a person, and closed when it is back", async () => {
  await built("shop");
  const elsewhere = join(world.directory, "shop-elsewhere");
  renameSync(folder("shop"), elsewhere);
  await look();
  expect(await driftOf(world, hosted("shop"))).toMatchObject({ kind: "missing", state: "open", found: [{ what: "folder", name: hosted("shop") }] });
  expect(await world.prisma.drift.findFirstOrThrow({ where: { subject: hosted("shop") } })).toMatchObject({ mendingRunId: null });
  renameSync(elsewhere, folder("shop"));
  await look(1);
  expect(await driftOf(world, hosted("shop"))).toBeNull();
  expect(await driftEvents(world, hosted("shop"))).toEqual(["drift.opened", "drift.closed"]);
  expect(await visit("shop")).toBe(200);
});

test("a site that was closed by hand is opened after a while; one that was opened by hand though suspended is closed at once", async () => {
  const { id: tenantId } = await world.prisma.tenant.findFirstOrThrow({ where: { subdomain: "shop" } });
  setMaintenance(world, hosted("shop"), 1);
  await look();
  expect(await driftOf(world, hosted("shop"))).toMatchObject({ kind: "left_closed", state: "suspected" });
  await world.prisma.drift.updateMany({ where: { tenantId, kind: "left_closed" }, data: { firstSeenAt: new Date(Date.now() - 31 * 60_000) } });
  await look(1);
  expect(await mended(hosted("shop"), "left_closed")).toMatchObject({ kind: "resume", state: "succeeded" });
  expect(await visit("shop")).toBe(200);

  const closing = await world.prisma.$transaction(async (tx) => suspend({ tx, actor: VISITOR, sealingKey: sealingKey(world.encryptionKey), webUrl: "http://nexus.localhost:3000" }, await lockTenant(tx, tenantId), "Not paid"));
  await settled(world, closing.id);
  setMaintenance(world, hosted("shop"), 0);
  await look();
  expect(await driftOf(world, hosted("shop"))).toMatchObject({ kind: "left_open", state: "open" });
  expect(await mended(hosted("shop"), "left_open")).toMatchObject({ kind: "suspend", state: "succeeded" });
  expect(await visit("shop")).toBe(503);
});

test("a run that needs attention has exactly what it left listed, and is rolled back when that is gone", async () => {
  world.arm({ fault: "slow", command: "new-site", site: hosted("stuck"), seconds: 100 });
  const { id, tenantId } = await acceptWorkspace(world, { subdomain: "stuck" });
  const dbName = databaseName(id, 1);
  await stepIs(world, id, "create_site", "running");
  await eventually(() => { expect(world.inventory().databases).toContain(dbName); }, { timeoutMs: 60_000 });
  await worker.kill();
  // Its execution ends by somebody's hand, so that nobody undoes what it made.
  await world.prisma.$executeRaw`update dbos.workflow_status set status = 'ERROR' where workflow_uuid = ${`run:${id}:1`}`;
  worker = await world.startWorker();
  expect(await settled(world, id)).toMatchObject({ state: "needs_attention" });
  world.disarm();
  await eventually(() => { expect(ledgerOf(dbName)).toMatchObject([{ state: "succeeded" }]); }, { timeoutMs: 60_000 });

  await look();
  const remains = [{ what: "folder", name: hosted("stuck") }, { what: "database", name: dbName }, { what: "user", name: `${dbName}@localhost` }];
  expect(await driftOf(world, id)).toMatchObject({ kind: "attention", state: "open", found: remains });
  rmSync(folder("stuck"), { recursive: true });
  loseThings(world, dbName, "user");
  mkdirSync(folder("stuck"));
  await look();
  expect(await driftOf(world, id)).toMatchObject({ state: "open", found: [{ what: "folder", name: hosted("stuck") }, { what: "database", name: dbName }] });
  expect(await world.prisma.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "needs_attention" });

  loseThings(world, dbName, "database");
  rmSync(folder("stuck"), { recursive: true });
  await look();
  expect(await world.prisma.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "rolled_back" });
  expect(await world.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } })).toMatchObject({ state: "released" });
  await look(1);
  expect(await driftOf(world, id)).toBeNull();
  expect(await driftEvents(world, id)).toEqual(["drift.opened", "drift.closed"]);
  expect(await findAuditGaps(world.prisma, tenantId)).toEqual([]);
  const mails = await world.prisma.outboxMail.findMany({ where: { to: "owner@stuck.example.com" }, orderBy: { createdAt: "asc" } });
  expect(mails.map(({ template }) => template)).toEqual(["workspace_stuck", "workspace_failed"]);
});

test("while the agent is away nothing is changed, the panel can say since when, and it is logged once", async () => {
  await world.agent().kill();
  const known = await world.prisma.drift.findMany({ orderBy: { id: "asc" } });
  for (let looks = 0; looks < 3; looks += 1) expect(await reconciling.look()).toBe(false);
  expect(await world.prisma.drift.findMany({ orderBy: { id: "asc" } })).toEqual(known);
  expect(reconciling.logged().match(/cannot be looked at/g)).toHaveLength(1);
  expect(await world.prisma.benchLook.findUniqueOrThrow({ where: { bench: "default" } })).toMatchObject({ failingSince: expect.any(Date) as Date, failure: expect.stringContaining("does not answer") as string });
  await world.startAgent();
  await look(1);
  expect(await world.prisma.benchLook.findUniqueOrThrow({ where: { bench: "default" } })).toMatchObject({ failingSince: null, failure: null });
});

test("of many workers that ask at the same moment one begins a look, and nobody does before the next is due", async () => {
  const ask = () => Promise.all(Array.from({ length: 8 }, () => beginLook(world.prisma, "another-bench", 3600)));
  expect((await ask()).filter((begun) => begun !== null)).toEqual([{ bench: "another-bench", number: 1, previous: 0 }]);
  expect(await ask()).toEqual(Array(8).fill(null));
});

test("a look that was overtaken writes nothing", async () => {
  const twin = reconcilerOf(world);
  world.arm({ fault: "slow", op: "inventory", seconds: 30 });
  const begun = async () => (await world.prisma.benchLook.findUniqueOrThrow({ where: { bench: "default" } })).number;
  const states = () => world.prisma.drift.findMany({ orderBy: { id: "asc" }, select: { id: true, state: true, found: true } });
  const before = await begun();
  const first = twin.look();
  await eventually(async () => { expect(await begun()).toBeGreaterThan(before); }, { timeoutMs: 20_000 });
  // What this look finds was there when it began, and is gone when it would be written.
  leaveThings(world, { site: null, dbName: databaseName(randomUUID(), 1) });
  await world.prisma.benchLook.update({ where: { bench: "default" }, data: { number: { increment: 1 } } });
  const known = await states();
  world.disarm();
  expect(await first).toBe(false);
  expect(await states()).toEqual(known);
  expect(twin.logged()).toContain("this look is dropped");
});

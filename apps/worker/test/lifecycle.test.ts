import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "@nexus/db/client";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { cancelDeletion } from "@nexus/provisioning/tenants/cancel-deletion";
import { changePlan } from "@nexus/provisioning/tenants/change-plan";
import type { ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import type { LockedTenant } from "@nexus/provisioning/tenants/change-tenant";
import { requestPasswordReset } from "@nexus/provisioning/tenants/request-password-reset";
import { resume } from "@nexus/provisioning/tenants/resume";
import { scheduleDeletion } from "@nexus/provisioning/tenants/schedule-deletion";
import { suspend } from "@nexus/provisioning/tenants/suspend";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askSite } from "../src/ports/ask-site.ts";
import { OWNER_PASSWORD, acceptWorkspace, changeTenant, settled } from "./world/runs.ts";
import { MASTER_SITE, SITES_DOMAIN, type World, createWorld } from "./world/world.ts";

const DAY = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await createWorld();
  // Two, so that a tenant's runs may meet.
  await Promise.all([world.startWorker(), world.startWorker()]);
});
afterAll(() => world.end());

const change = <T>(tenantId: string, work: (parts: ChangeParts, tenant: LockedTenant) => Promise<T>): Promise<T> => changeTenant(world, tenantId, work);

async function workspace(subdomain: string): Promise<Run> {
  const run = await acceptWorkspace(world, { subdomain });
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  return run;
}

const tenantOf = (id: string) => world.prisma.tenant.findUniqueOrThrow({ where: { id } });
const visit = async (subdomain: string) => (await askSite(world.sitesUrl, `${subdomain}.${SITES_DOMAIN}`, { method: "GET", path: "/api/method/ping" })).status;
const signIn = async (subdomain: string, password: string) => {
  const form = new URLSearchParams({ usr: `owner@${subdomain}.example.com`, pwd: password }).toString();
  return (await askSite(world.sitesUrl, `${subdomain}.${SITES_DOMAIN}`, { method: "POST", path: "/api/method/login", form })).status;
};
const mailed = (subdomain: string, words: string) => eventually(async () => {
  const mails = await world.prisma.devInboxMail.findMany({ where: { to: `owner@${subdomain}.example.com` } });
  const found = mails.find(({ subject }) => subject.includes(words));
  if (found === undefined) throw new Error(`No mail says “${words}”, but: ${mails.map(({ subject }) => subject).join("; ")}`);
  return found;
}, { timeoutMs: 60_000 });

interface Document { readonly [field: string]: unknown }

/** A doctype's rows in a site's database on the sandbox bench. */
function rowsOf(site: string, table: string): Record<string, Document> {
  const { db_name: database } = JSON.parse(readFileSync(join(world.bench, "sites", site, "site_config.json"), "utf8")) as { db_name: string };
  return JSON.parse(readFileSync(join(world.bench, "mariadb/databases", database, `${encodeURIComponent(table)}.json`), "utf8")) as Record<string, Document>;
}

/** Resolves when the register has this of a workspace. */
const registered = (subdomain: string, wanted: Document) => eventually(() => {
  expect(rowsOf(MASTER_SITE, "tabSaaS Tenant")[subdomain]).toMatchObject(wanted);
}, { timeoutMs: 60_000 });

async function expectNoGap(tenantId: string): Promise<void> {
  await eventually(async () => { expect(await findAuditGaps(world.prisma, tenantId)).toEqual([]); });
}

test("a deleted workspace is closed at once and kept, opens again when that is taken back, and is removed with a backup when its time has come", async () => {
  const { tenantId } = await workspace("acme");
  await registered("acme", { status: "Active" });
  const closing = await change(tenantId, (parts, tenant) => scheduleDeletion(parts, tenant, 7 * DAY));
  expect(await settled(world, closing.id)).toMatchObject({ state: "succeeded" });
  expect(await visit("acme")).toBe(503);
  expect((await mailed("acme", "will be deleted")).text).toContain("Keep this workspace");
  await registered("acme", { status: "Suspended" });

  const opening = await change(tenantId, cancelDeletion);
  expect(await settled(world, opening?.id ?? "")).toMatchObject({ state: "succeeded" });
  expect(await visit("acme")).toBe(200);
  await mailed("acme", "stays");
  await registered("acme", { status: "Active" });

  const before = world.inventory();
  await change(tenantId, (parts, tenant) => scheduleDeletion(parts, tenant, 1));
  const removal = await eventually(() => world.prisma.run.findFirstOrThrow({ where: { tenantId, kind: "deprovision" } }), { timeoutMs: 60_000 });
  expect(await settled(world, removal.id)).toMatchObject({ state: "succeeded" });
  expect(await tenantOf(tenantId)).toMatchObject({ state: "deleted", deleteAt: null });
  expect(await world.prisma.run.count({ where: { tenantId, kind: "deprovision" } })).toBe(1);
  await registered("acme", { status: "Deleted" });
  expect(world.inventory().sites).toEqual(before.sites.filter(({ site }) => site !== `acme.${SITES_DOMAIN}`));
  expect(readdirSync(join(world.directory, "agent/backups", `acme.${SITES_DOMAIN}`)).join()).toContain("database.sql");
  await expectNoGap(tenantId);
});

test("a suspended workspace shows its visitors Frappe's 503, and is open again when it is resumed", async () => {
  const { tenantId } = await workspace("globex");
  const closing = await change(tenantId, (parts, tenant) => suspend(parts, tenant, "Not paid since March"));
  await settled(world, closing.id);
  expect(await visit("globex")).toBe(503);
  expect((await mailed("globex", "is suspended")).text).toContain("Not paid since March");
  await registered("globex", { status: "Suspended" });
  const opening = await change(tenantId, (parts, tenant) => resume(parts, tenant, "Paid"));
  await settled(world, opening.id);
  expect(await visit("globex")).toBe(200);
  await mailed("globex", "open again");
  await registered("globex", { status: "Active" });
  await expectNoGap(tenantId);
});

test("a workspace that is closed and opened many times, while the bench is slow, ends as was wanted last", async () => {
  const { tenantId } = await workspace("initech");
  world.arm({ fault: "slow", op: "setMaintenanceMode", site: "initech.*", seconds: 1 });
  const runs: Run[] = [];
  for (let round = 0; round < 3; round += 1) {
    runs.push(await change(tenantId, (parts, tenant) => suspend(parts, tenant, "Not paid")), await change(tenantId, (parts, tenant) => resume(parts, tenant, "Paid")));
  }
  runs.push(await change(tenantId, (parts, tenant) => suspend(parts, tenant, "Not paid")));
  for (const { id } of runs) expect(await settled(world, id)).toMatchObject({ state: "succeeded" });
  world.disarm();
  expect(await visit("initech")).toBe(503);
  await registered("initech", { status: "Suspended" });
  const working = await world.prisma.run.findMany({ where: { id: { in: runs.map(({ id }) => id) } }, orderBy: { startedAt: "asc" } });
  for (const [index, run] of working.entries()) {
    const { startedAt } = working[index + 1] ?? {};
    if (startedAt) expect(run.finishedAt?.getTime()).toBeLessThanOrEqual(startedAt.getTime());
  }
  await expectNoGap(tenantId);
});

test("another plan reaches the site's settings and the register", async () => {
  const { tenantId } = await workspace("hooli");
  const run = await change(tenantId, ({ tx, actor }, tenant) => changePlan(tx, actor, tenant, { from: "Free", to: "Enterprise" }));
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  expect(JSON.stringify(rowsOf(`hooli.${SITES_DOMAIN}`, "tabSingles"))).toMatch(/Enterprise/);
  await registered("hooli", { plan_type: "Enterprise", status: "Active" });
  await expectNoGap(tenantId);
});

test("a new password lets the owner in, the old one does not any more, and it is kept nowhere", async () => {
  const { tenantId } = await workspace("umbrella");
  const password = "canary-velvet-canyon-97";
  const run = await change(tenantId, (parts, tenant) => requestPasswordReset(parts, tenant, password));
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  expect([await signIn("umbrella", password), await signIn("umbrella", OWNER_PASSWORD)]).toEqual([200, 401]);
  expect(await world.prisma.secret.count({ where: { subject: tenantId, purpose: "new_owner_password" } })).toBe(0);
  await mailed("umbrella", "was changed");
  expect(world.agent().output()).not.toContain(password);
  await expectNoGap(tenantId);
});

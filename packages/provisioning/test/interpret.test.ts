import type { PrismaClient, Run } from "@nexus/db/client";
import { unseal } from "@nexus/domain/secrets/seal";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAuditGaps } from "../src/audit/find-gaps.ts";
import type { Try } from "../src/interpret.ts";
import { MAIL_VALUES } from "../src/mail/queue-mail.ts";
import { enqueueRun } from "../src/runs/enqueue.ts";
import { requestAbort } from "../src/runs/request-abort.ts";
import { requestRetry } from "../src/runs/request-retry.ts";
import { beginDeletion } from "../src/tenants/begin-deletion.ts";
import { lockTenant } from "../src/tenants/change-tenant.ts";
import { type BenchModel, benchModel, broken, down } from "./bench-model.ts";
import { NAME_REST, OWNER, SEALING_KEY, accept, factsOf, simulate } from "./simulation.ts";
import { snapshot, stepStates } from "./snapshot.ts";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());

const retry = (runId: string) => prisma.$transaction((tx) => requestRetry(tx, OWNER, runId, NAME_REST));
const abort = (runId: string) => prisma.$transaction((tx) => requestAbort(tx, OWNER, runId));
const expectNoGap = async (run: { tenantId: string }) => expect(await findAuditGaps(prisma, run.tenantId)).toEqual([]);

test("the steps are done in their order, and success queues mail and registration with the activation", async () => {
  const bench = benchModel();
  const run = await accept(prisma, ["alpha", "beta"]);
  await simulate(prisma, bench, run.id);
  const { tenant, steps, mails, workflows } = await snapshot(prisma, run.id);
  expect(tenant).toBe("active");
  expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "reserve_name", "create_site", "install_app.alpha", "install_app.beta", "create_owner", "issue_api_keys", "seed_settings",
    "complete_setup", "enable_scheduler", "verify_ready", "activate",
  ].map((name) => `${name} succeeded`));
  expect(bench.done.map((line) => line.split(" ")[0])).toEqual([
    "newSite", "installApp", "installApp", "createOwner", "setApiKeys", "seedSettings", "completeSetup", "setScheduler",
  ]);
  expect(mails).toEqual(["workspace_ready"]);
  expect(workflows).toEqual(["runs.provision", "runs.register"]);
  await expectNoGap(run);
});

test("a failed step undoes all that was begun, the half-done step included, latest first and the name last", async () => {
  const bench = benchModel([{ command: "createOwner", failure: broken, times: 1, afterEffect: true }]);
  const run = await accept(prisma);
  await simulate(prisma, bench, run.id);
  expect(bench.sites.size).toBe(0);
  expect(await stepStates(prisma, run.id)).toEqual({
    reserve_name: "undone", create_site: "undone", "install_app.alpha": "undone", create_owner: "undone",
    issue_api_keys: "pending", seed_settings: "pending", complete_setup: "pending", enable_scheduler: "pending", verify_ready: "pending", activate: "pending",
  });
  const { tenant, runs, events, mails } = await snapshot(prisma, run.id);
  expect(tenant).toBe("released");
  expect(runs).toMatchObject([{ state: "rolled_back", errorCode: "BENCH_FAILED", failedStep: "create_owner" }]);
  expect(mails).toEqual(["workspace_failed"]);
  const undone = events.filter((event) => event.startsWith("step.undone")).map((event) => event.split(" ")[2]);
  expect(undone[0]).toBe("create_site");
  expect(undone.at(-1)).toBe("reserve_name");
  expect([...undone].sort()).toEqual(["create_owner", "create_site", "install_app.alpha", "reserve_name"]);
  await expectNoGap(run);
});

test("a retryable failure is tried again after growing waits, and the leftovers of a broken try go first", async () => {
  const bench = benchModel([{ command: "newSite", failure: down, times: 2, afterEffect: true }]);
  const run = await accept(prisma);
  const record = await simulate(prisma, bench, run.id);
  expect(record.map(({ name }) => name).filter((name) => name.startsWith("sleep"))).toEqual(["sleep:1500", "sleep:3000"]);
  expect(bench.done.slice(0, 5).map((line) => line.split(" ")[0])).toEqual(["newSite", "dropSite", "newSite", "dropSite", "newSite"]);
  expect((await snapshot(prisma, run.id)).tenant).toBe("active");
  await expectNoGap(run);
});

test("a failed installation is not tried again, unless a lock was held or it was cut off: then the whole site is made anew", async () => {
  const failing = benchModel([{ command: "installApp", failure: { ...down, code: "APP_INSTALL_FAILED" }, times: 1 }]);
  const first = await accept(prisma);
  await simulate(prisma, failing, first.id);
  expect((await snapshot(prisma, first.id)).tenant).toBe("released");

  for (const code of ["LOCK_HELD", "KILLED", "LOST", "DATABASE_DOWN", "REDIS_DOWN"]) {
    const bench = benchModel();
    const run = await accept(prisma, ["alpha", "beta"]);
    const cutOff = { command: "installApp", failure: { ...down, code }, times: 1, afterEffect: true } as const;
    await simulate(prisma, bench, run.id, { onTry: async ({ step, tries }) => { if (step.name === "install_app.beta" && tries === 1) bench.faults.push({ ...cutOff }); } });
    expect(bench.done.slice(0, 7).map((line) => line.split(" ")[0])).toEqual(["newSite", "installApp", "installApp", "dropSite", "newSite", "installApp", "installApp"]);
    expect((await snapshot(prisma, run.id)).tenant).toBe("active");
    await expectNoGap(run);
  }
});

test("an installation that is cut off each time is given up after the third", async () => {
  const bench = benchModel([{ command: "installApp", failure: { ...down, code: "KILLED" }, times: 3 }]);
  const run = await accept(prisma);
  await simulate(prisma, bench, run.id);
  expect(bench.sites.size).toBe(0);
  expect(await snapshot(prisma, run.id)).toMatchObject({ tenant: "released", runs: [{ errorCode: "KILLED", failedStep: "install_app.alpha" }] });
});

test("an abort is heard before the next step, and what was done is undone", async () => {
  const bench = benchModel();
  const run = await accept(prisma);
  await simulate(prisma, bench, run.id, { onTry: async ({ step }) => { if (step.name === "create_owner") await abort(run.id); } });
  expect(bench.sites.size).toBe(0);
  expect(await snapshot(prisma, run.id)).toMatchObject({ tenant: "released", runs: [{ state: "rolled_back", errorCode: "ABORTED", failedStep: "issue_api_keys" }] });
  await expectNoGap(run);
});

test("a run that is stopped before its first step frees the name", async () => {
  const run = await accept(prisma);
  await abort(run.id);
  await simulate(prisma, benchModel(), run.id);
  expect(await snapshot(prisma, run.id)).toMatchObject({ tenant: "released", runs: [{ state: "rolled_back" }], mails: ["workspace_failed"] });
  await expectNoGap(run);
});

test("the owner's mail tells a build that was stopped on request from one that failed", async () => {
  const stopped = await accept(prisma);
  await abort(stopped.id);
  await simulate(prisma, benchModel(), stopped.id);
  const failed = await accept(prisma);
  await simulate(prisma, benchModel([{ command: "createOwner", failure: broken, times: 1 }]), failed.id);
  expect(await Promise.all([stopped, failed].map((run) => mailValues(run.id)))).toMatchObject([{ stopped: true }, { stopped: false }]);
});

async function mailValues(runId: string): Promise<unknown> {
  const { id, sealedValues } = await prisma.outboxMail.findFirstOrThrow({ where: { key: { contains: runId } } });
  return JSON.parse(unseal(SEALING_KEY, { subject: id, purpose: MAIL_VALUES }, Buffer.from(sealedValues ?? [])));
}

test("a retry after a rollback takes the name again and builds with a database of its own", async () => {
  const bench = benchModel([{ command: "seedSettings", failure: broken, times: 1 }]);
  const run = await accept(prisma);
  await simulate(prisma, bench, run.id);
  expect(await retry(run.id)).toEqual({ attempt: 2 });
  await simulate(prisma, bench, run.id);
  const { tenant } = await factsOf(prisma, run.id);
  expect([...bench.sites]).toEqual([[tenant.site, expect.stringMatching(/_2$/)]]);
  expect((await snapshot(prisma, run.id)).tenant).toBe("active");
  await expectNoGap(run);
});

test("an undo that fails to the end asks for a person; the retry cleans up first, under the old attempt's names", async () => {
  const bench = benchModel([{ command: "createOwner", failure: broken, times: 1 }, { command: "dropSite", failure: down, times: 12 }]);
  const run = await accept(prisma);
  await simulate(prisma, bench, run.id);
  expect(await snapshot(prisma, run.id)).toMatchObject({ tenant: "reserved", runs: [{ state: "needs_attention" }], mails: ["workspace_stuck"] });
  expect(await stepStates(prisma, run.id)).toMatchObject({ create_site: "undo_failed", reserve_name: "succeeded" });
  await expectNoGap(run);

  await retry(run.id);
  await simulate(prisma, bench, run.id);
  expect(bench.done.slice(-8).map((line) => line.split(" ")[0])).toEqual([
    "dropSite", "newSite", "installApp", "createOwner", "setApiKeys", "seedSettings", "completeSetup", "setScheduler",
  ]);
  expect([...bench.sites.values()]).toEqual([expect.stringMatching(/_2$/)]);
  expect((await snapshot(prisma, run.id)).tenant).toBe("active");
  expect(Object.values(await stepStates(prisma, run.id, 1)).every((state) => state === "undone" || state === "pending")).toBe(true);
  await expectNoGap(run);
});

test("a retry whose cleaning up fails as well asks for a person again, and nothing new was begun", async () => {
  const bench = benchModel([{ command: "createOwner", failure: broken, times: 1 }, { command: "dropSite", failure: down, times: 24 }]);
  const run = await accept(prisma);
  await simulate(prisma, bench, run.id);
  await retry(run.id);
  await simulate(prisma, bench, run.id);
  expect(await snapshot(prisma, run.id)).toMatchObject({ tenant: "reserved", runs: [{ state: "needs_attention", attempt: 2, errorCode: "DATABASE_DOWN", failedStep: "create_site" }] });
  expect(new Set(Object.values(await stepStates(prisma, run.id, 2)))).toEqual(new Set(["pending"]));
  await expectNoGap(run);
});

test("a run that needs a person keeps what a retry needs for a day, and the administrator's password not at all", async () => {
  const bench = benchModel([{ command: "createOwner", failure: broken, times: 1 }, { command: "dropSite", failure: down, times: 12 }]);
  const run = await accept(prisma);
  const purposes = ["administrator_password", "api_key", "api_secret", "owner_password"];
  await prisma.secret.createMany({ data: purposes.map((purpose) => ({ subject: run.tenantId, tenantId: run.tenantId, purpose, sealed: Buffer.from("sealed") })) });
  await simulate(prisma, bench, run.id);
  const left = await prisma.secret.findMany({ where: { subject: run.tenantId }, orderBy: { purpose: "asc" } });
  expect(left.map(({ purpose }) => purpose)).toEqual(["api_key", "api_secret", "owner_password"]);
  for (const { expiresAt } of left) expect(expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 24 * 60 * 60_000);
});

test("a retry that waits for its turn beyond the time in which it could be asked for still has its secrets", async () => {
  const bench = benchModel([{ command: "createOwner", failure: broken, times: 1 }]);
  const run = await accept(prisma);
  const kept = (purpose: string) => ({ subject: run.tenantId, tenantId: run.tenantId, purpose, sealed: Buffer.from("sealed") });
  await prisma.secret.create({ data: kept("owner_password") });
  await simulate(prisma, bench, run.id);
  const { expiresAt } = await prisma.secret.findFirstOrThrow({ where: { subject: run.tenantId } });
  expect(expiresAt).not.toBeNull();
  // What ran out is not brought back, whether the sweep has come to it or not.
  await prisma.secret.create({ data: { ...kept("api_key"), expiresAt: new Date(0) } });
  await retry(run.id);
  const left = await prisma.secret.findMany({ where: { subject: run.tenantId }, orderBy: { purpose: "asc" } });
  expect(left.map((secret) => [secret.purpose, secret.expiresAt === null])).toEqual([["api_key", false], ["owner_password", true]]);
});

describe("a deletion that does not come to its end", () => {
  const busy = { code: "TIMED_OUT", message: "It took too long.", retryable: true };
  const notOurs = { code: "NOT_OURS", message: "Another has it.", retryable: false };

  async function deletion(bench: BenchModel): Promise<Run> {
    const { id, tenantId } = await accept(prisma);
    await simulate(prisma, bench, id);
    const registration = await prisma.run.findFirstOrThrow({ where: { tenantId, kind: "register" } });
    await simulate(prisma, bench, registration.id);
    return prisma.$transaction(async (tx) => beginDeletion(tx, OWNER, await lockTenant(tx, tenantId), { action: "tenant.deletion_requested" }));
  }

  test.each([
    ["at once, when the database is not ours", [{ command: "dropSite", failure: notOurs, times: 1 }], "drop_site"],
    ["after three backups that took too long", [{ command: "dropSite", failure: busy, times: 3 }], "drop_site"],
    ["after twelve tries, when the site cannot be closed", [{ command: "setMaintenanceMode", failure: broken, times: 12 }], "suspend_site"],
  ] as const)("is a person's %s; its name stays taken, and a retry ends it", async (_when, faults, failedStep) => {
    const bench = benchModel(faults.map((fault) => ({ ...fault })));
    const run = await deletion(bench);
    await simulate(prisma, bench, run.id);
    expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "needs_attention", errorCode: faults[0].failure.code, failedStep });
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } })).toMatchObject({ state: "deleting" });
    expect(bench.sites.size).toBe(1);
    await expectNoGap(run);
    await retry(run.id);
    await simulate(prisma, bench, run.id);
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } })).toMatchObject({ state: "deleted" });
    expect(bench.sites.size).toBe(0);
    await expectNoGap(run);
  });
});

test("a workspace that cannot be closed is a person's, and what waits behind it goes on", async () => {
  const bench = benchModel([{ command: "setMaintenanceMode", failure: broken, times: 12 }]);
  const { tenantId } = await accept(prisma);
  const tenant = await prisma.tenant.update({ where: { id: tenantId }, data: { state: "suspended", suspendedAt: new Date() } });
  const run = await prisma.$transaction((tx) => enqueueRun(tx, OWNER, { kind: "suspend", tenant, input: { apps: [] } }));
  await simulate(prisma, bench, run.id);
  expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "needs_attention", failedStep: "close_site" });
});

describe("a run that never gives up ends all the same", () => {
  const onTry = async ({ step, tries }: Try) => { if (tries > 1) throw new Error(`${step.name} is tried again.`); };

  test("when the site to close is gone", async () => {
    const { tenantId } = await accept(prisma);
    const tenant = await prisma.tenant.update({ where: { id: tenantId }, data: { state: "deleting" } });
    const run = await prisma.$transaction((tx) => enqueueRun(tx, OWNER, { kind: "deprovision", tenant, input: { apps: [], dbName: "nx_0123456789abcdef01234567_1" } }));
    const missing = { code: "SITE_MISSING", message: "The site does not exist.", retryable: false };
    await simulate(prisma, benchModel([{ command: "setMaintenanceMode", failure: missing, times: 1 }]), run.id, { onTry });
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } })).toMatchObject({ state: "deleted" });
  });

  test("when the keys for the register are wiped", async () => {
    const { tenantId } = await accept(prisma);
    const tenant = await prisma.tenant.update({ where: { id: tenantId }, data: { state: "deleted" } });
    const run = await prisma.$transaction((tx) => enqueueRun(tx, OWNER, { kind: "register", tenant, input: { apps: [] } }));
    const bench = benchModel();
    await simulate(prisma, bench, run.id, { onTry, wiped: true });
    expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "succeeded" });
    expect(bench.done).toEqual([]);
  });
});

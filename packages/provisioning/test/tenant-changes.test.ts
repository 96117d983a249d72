import type { PrismaClient, Run } from "@nexus/db/client";
import { databaseName } from "@nexus/domain/names/site";
import type { RunKind } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunInput } from "../src/runs/input.ts";
import { enqueueRun } from "../src/runs/enqueue.ts";
import { benchModel, down } from "./bench-model.ts";
import { OWNER, accept, simulate } from "./simulation.ts";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());

const NEEDS: Partial<Record<TenantState, { suspendedAt?: Date; deleteAt?: Date }>> = { suspended: { suspendedAt: new Date() }, deletion_scheduled: { deleteAt: new Date() } };
const into = (tenantId: string, state: TenantState) => prisma.tenant.update({ where: { id: tenantId }, data: { suspendedAt: null, deleteAt: null, ...NEEDS[state], state } });

/** A run of a tenant that is in a state. */
async function queued(kind: RunKind, state: TenantState, input: Partial<RunInput> = {}): Promise<Run> {
  const { tenantId } = await accept(prisma);
  const tenant = await into(tenantId, state);
  return prisma.$transaction((tx) => enqueueRun(tx, OWNER, { kind, tenant, input: { apps: [], ...input } }));
}

const runState = async ({ id }: Run) => (await prisma.run.findUniqueOrThrow({ where: { id } })).state;
/** Database of the site that a run is about: called after the build. */
const databaseOf = async ({ tenantId }: Run) => {
  const { id, attempt } = await prisma.run.findFirstOrThrow({ where: { tenantId, kind: "provision" } });
  return databaseName(id, attempt);
};
const registrations = ({ tenantId }: Run) => prisma.run.count({ where: { tenantId, kind: "register" } });
const mails = async ({ tenantId }: Run) => {
  const { owner } = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, include: { owner: true } });
  return (await prisma.outboxMail.findMany({ where: { to: owner.email } })).map(({ template }) => template);
};
const missing = { code: "SITE_MISSING", message: "The site does not exist.", retryable: false };

describe("a run that closes or opens a site", () => {
  test.each<[RunKind, TenantState, boolean]>([["suspend", "suspended", true], ["suspend", "deletion_scheduled", true], ["resume", "active", false]])(
    "%s, while %s is wanted, sets the maintenance mode, and the register follows", async (kind, state, on) => {
      const run = await queued(kind, state);
      const bench = benchModel();
      await simulate(prisma, bench, run.id);
      expect(bench.commands).toMatchObject([{ type: "setMaintenanceMode", dbName: await databaseOf(run), on }]);
      expect([await runState(run), await registrations(run)]).toEqual(["succeeded", 1]);
    });

  test.each<[RunKind, TenantState]>([["suspend", "active"], ["resume", "suspended"], ["resume", "deletion_scheduled"], ["resume", "deleting"]])(
    "%s leaves the site alone and mails nobody when the workspace is %s by the time that it works", async (kind, state) => {
      const run = await queued(kind, state, kind === "resume" ? { mail: "workspace_resumed" } : {});
      const bench = benchModel();
      await simulate(prisma, bench, run.id);
      expect(bench.commands).toEqual([]);
      expect([await runState(run), await mails(run)]).toEqual(["succeeded", []]);
    });

  test("goes on by what is wanted at each try: a workspace that is wanted open before the bench answers is never closed", async () => {
    const run = await queued("suspend", "suspended");
    const bench = benchModel([{ command: "setMaintenanceMode", failure: down, times: 20 }]);
    await simulate(prisma, bench, run.id, { onTry: async ({ tries }) => { if (tries === 8) await into(run.tenantId, "active"); } });
    expect(bench.commands).toEqual([]);
    expect(await runState(run)).toBe("succeeded");
  });

  test.each(["workspace_kept", "workspace_resumed"] as const)("tells the owner once that the workspace is open: %s", async (mail) => {
    const run = await queued("resume", "active", { mail });
    await simulate(prisma, benchModel(), run.id, { crashes: [{ call: 4, when: "after" }] });
    expect(await mails(run)).toEqual([mail]);
  });

  test("that opens a site which is gone gives up, and a person sees why", async () => {
    const run = await queued("resume", "active");
    await simulate(prisma, benchModel([{ command: "setMaintenanceMode", failure: missing, times: 1 }]), run.id);
    expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "rolled_back", errorCode: "SITE_MISSING", failedStep: "open_site" });
  });
});

describe("a run that brings a plan to a site", () => {
  test("brings the plan that the tenant has when it works, however often that fails first", async () => {
    const run = await queued("set_plan", "active");
    const bench = benchModel([{ command: "seedSettings", failure: { ...down, retryable: false }, times: 20 }]);
    await simulate(prisma, bench, run.id, { onTry: async ({ tries }) => { if (tries === 10) await prisma.tenant.update({ where: { id: run.tenantId }, data: { plan: "Enterprise" } }); } });
    expect(bench.commands).toMatchObject([{ type: "seedSettings", dbName: await databaseOf(run), plan: "Enterprise", maxUsers: 1000 }]);
    expect([await runState(run), await registrations(run)]).toEqual(["succeeded", 1]);
  });

  test.each<TenantState>(["deleting", "deleted"])("does nothing for a workspace that is %s", async (state) => {
    const run = await queued("set_plan", state);
    const bench = benchModel();
    await simulate(prisma, bench, run.id);
    expect(bench.commands).toEqual([]);
    expect([await runState(run), await registrations(run)]).toEqual(["succeeded", 0]);
  });
});

describe("the register", () => {
  test.each<[TenantState, string]>([["active", "Active"], ["suspended", "Suspended"], ["deletion_scheduled", "Suspended"]])("has a workspace that is %s as %s, with its plan of now", async (state, status) => {
    const run = await queued("register", state);
    await prisma.tenant.update({ where: { id: run.tenantId }, data: { plan: "Pro" } });
    const bench = benchModel();
    await simulate(prisma, bench, run.id, { wiped: true });
    expect(bench.commands).toMatchObject([{ type: "registerTenant", status, plan: "Pro", apiKey: null, apiSecret: null }]);
  });

  test("is not told of a removed workspace as deleted while a run may still write it there as alive", async () => {
    const run = await queued("deprovision", "deleting", { dbName: "nx_0123456789abcdef01234567_1" });
    const tenant = await prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } });
    const alive = await prisma.$transaction((tx) => enqueueRun(tx, OWNER, { kind: "register", tenant, input: { apps: [] } }));
    const bench = benchModel();
    const onTry = async ({ step, tries }: { step: { name: string }; tries: number }) => {
      if (step.name !== "unregister" || tries < 3) return;
      expect(bench.commands.map(({ type }) => type)).not.toContain("registerTenant");
      await prisma.run.update({ where: { id: alive.id }, data: { state: "succeeded" } });
    };
    await simulate(prisma, bench, run.id, { onTry });
    expect(bench.commands.at(-1)).toMatchObject({ type: "registerTenant", status: "Deleted" });
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } })).toMatchObject({ state: "deleted" });
  });
});

describe("a run that removes what an earlier run left", () => {
  const dbName = "nx_0123456789abcdef01234567_1";

  test("removes it under its database's name, and leaves the workspace as it is", async () => {
    const run = await queued("remove_leftovers", "active", { dbName });
    const { tenant } = await prisma.run.findUniqueOrThrow({ where: { id: run.id }, include: { tenant: true } });
    const bench = benchModel();
    await simulate(prisma, bench, run.id);
    expect(bench.commands).toEqual([{ type: "removeLeftovers", site: tenant.site, dbName }]);
    expect(await runState(run)).toBe("succeeded");
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } })).toEqual(tenant);
  });

  test("that cannot is over all the same, for the next look to see what is still there", async () => {
    const run = await queued("remove_leftovers", "active", { dbName });
    const notOurs = { code: "NOT_OURS", message: "Somebody renamed it.", retryable: false };
    await simulate(prisma, benchModel([{ command: "removeLeftovers", failure: notOurs, times: 1 }]), run.id);
    expect([await runState(run), await mails(run)]).toEqual(["rolled_back", []]);
  });
});

describe("a run that sets a new password", () => {
  const keep = async (run: Run) => { await prisma.secret.create({ data: { subject: run.tenantId, tenantId: run.tenantId, purpose: "new_owner_password", sealed: Buffer.from("sealed") } }); };
  const kept = ({ tenantId }: Run) => prisma.secret.count({ where: { subject: tenantId } });

  test("sets it, keeps it no longer, and tells the owner", async () => {
    const run = await queued("reset_password", "active");
    await keep(run);
    const bench = benchModel();
    await simulate(prisma, bench, run.id);
    expect(bench.commands).toMatchObject([{ type: "setOwnerPassword", dbName: await databaseOf(run), password: "the new_owner_password" }]);
    expect([await runState(run), await kept(run), await mails(run)]).toEqual(["succeeded", 0, ["password_changed"]]);
  });

  test("that fails keeps it no longer either, and tells the owner so", async () => {
    const run = await queued("reset_password", "active");
    await keep(run);
    const weak = { code: "PASSWORD_WEAK", message: "Frappe refused the password as too weak.", retryable: false };
    await simulate(prisma, benchModel([{ command: "setOwnerPassword", failure: weak, times: 1 }]), run.id);
    expect([await runState(run), await kept(run), await mails(run)]).toEqual(["rolled_back", 0, ["password_not_changed"]]);
  });
});

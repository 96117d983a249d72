import { databaseName } from "@nexus/domain/names/site";
import { unseal } from "@nexus/domain/secrets/seal";
import type { TenantState } from "@nexus/domain/states/tenant";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { MAIL_VALUES } from "@nexus/provisioning/mail/queue-mail";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, type Browser, type World, type Workspace, createWorld, failure, workspace } from "./world.ts";

const DAY = 86_400_000;
let world: World;
/** As configured with a grace of nothing. */
let hasty: World;
beforeAll(async () => {
  world = await createWorld();
  hasty = await createWorld({ durations: { ...world.services.config.durations, deletionGrace: 0 } });
});
afterAll(() => Promise.all([world.end(), hasty.end()]));

const events = (tenantId: string, action: string, { prisma } = world) => prisma.auditEvent.findMany({ where: { tenantId, action } });
const tenantOf = ({ tenant }: Workspace, { prisma } = world) => prisma.tenant.findUniqueOrThrow({ where: { id: tenant.id } });
const runsOf = ({ tenant }: Workspace, kind: string, { prisma } = world) => prisma.run.findMany({ where: { tenantId: tenant.id, kind } });
const remove = ({ api }: Browser, { tenant }: Workspace) => api.tenants.remove({ tenantId: tenant.id, subdomain: tenant.subdomain });
const ownerOf = ({ session }: Workspace) => world.browser(session);

/** An active workspace whose log tells how it came to be. */
async function recorded(): Promise<Workspace> {
  const made = await workspace(world);
  const actor = { kind: "worker", id: "worker-1", ip: null, requestId: "req-fixture" } as const;
  for (const action of ["tenant.reserved", "tenant.activated"] as const) await recordEvent(world.prisma, actor, { action, outcome: "succeeded", tenant: made.tenant });
  for (const action of ["run.queued", "run.started", "run.succeeded"] as const) await recordEvent(world.prisma, actor, { action, outcome: "succeeded", tenant: made.tenant, run: made.run });
  return made;
}

async function mailsTo({ owner }: Workspace): Promise<{ template: string; values: Record<string, string> }[]> {
  const mails = await world.prisma.outboxMail.findMany({ where: { to: owner.email }, orderBy: { createdAt: "asc" } });
  return mails.map(({ id, template, sealedValues }) => ({
    template, values: JSON.parse(unseal(world.services.sealingKey, { subject: id, purpose: MAIL_VALUES }, sealedValues ?? new Uint8Array())) as Record<string, string>,
  }));
}

describe("tenants.remove", () => {
  test.each(["owner", "admin"] as const)("closes the workspace for the %s who types its name, and plans its removal in seven days", async (who) => {
    const made = await workspace(world);
    const answer = await remove(world.browser(who === "owner" ? made.session : ADMIN), made);
    const { state, deleteAt } = await tenantOf(made);
    expect({ state, deleteAt }).toEqual({ state: "deletion_scheduled", deleteAt: answer.deleteAt });
    expect(Math.abs((deleteAt?.getTime() ?? 0) - Date.now() - 7 * DAY)).toBeLessThan(60_000);
    expect(await runsOf(made, "suspend")).toMatchObject([{ id: answer.runId, state: "queued", reference: answer.reference }]);
    expect(await runsOf(made, "deprovision")).toEqual([]);
    expect(await events(made.tenant.id, "tenant.deletion_scheduled"))
      .toMatchObject([{ actorKind: who, before: { state: "active" }, after: { state: "deletion_scheduled", deleteAt: deleteAt?.toISOString() } }]);
    expect(await mailsTo(made)).toMatchObject([{ template: "workspace_deletion_scheduled", values: { deleteAt: deleteAt?.toISOString(), dashboardUrl: "http://nexus.localhost:3000/dashboard" } }]);
  });

  test("works from the moment at which the workspace is open, before the run that built it has noted its own end", async () => {
    const made = await workspace(hasty, { run: "running" });
    await remove(hasty.browser(made.session), made);
    expect(await runsOf(made, "deprovision", hasty)).toMatchObject([{ input: { dbName: databaseName(made.run.id, 1) } }]);
  });

  test("asked twice, or by twins, it answers with the one deletion that is planned", async () => {
    const made = await workspace(world);
    const [one, two] = await Promise.all([remove(ownerOf(made), made), remove(ownerOf(made), made)]);
    expect([two, await remove(ownerOf(made), made)]).toEqual([one, one]);
    expect(await runsOf(made, "suspend")).toHaveLength(1);
    expect(await mailsTo(made)).toHaveLength(1);
  });

  test.each(["owner", "admin"] as const)("without a grace it queues the removal at once for the %s", async (who) => {
    const made = await workspace(hasty);
    const answer = await remove(hasty.browser(who === "owner" ? made.session : ADMIN), made);
    expect(answer.deleteAt).toBeNull();
    expect(await runsOf(made, "deprovision", hasty))
      .toMatchObject([{ id: answer.runId, state: "queued", reference: answer.reference, input: { apps: [], dbName: databaseName(made.run.id, 1) } }]);
    expect(await tenantOf(made, hasty)).toMatchObject({ state: "deleting", deleteAt: null });
    expect(await events(made.tenant.id, "tenant.deletion_requested", hasty)).toMatchObject([{ actorKind: who, before: { state: "active" }, after: { state: "deleting" } }]);
  });

  test("without a grace, asked twice or by twins, it answers with the one run that deletes", async () => {
    const made = await workspace(hasty);
    const ask = () => remove(hasty.browser(made.session), made);
    const [one, two] = await Promise.all([ask(), ask()]);
    expect([two, await ask()]).toEqual([one, one]);
    expect(await runsOf(made, "deprovision", hasty)).toHaveLength(1);
  });

  test("a wrong name deletes nothing and is named", async () => {
    const made = await workspace(world);
    expect(await failure(ownerOf(made).api.tenants.remove({ tenantId: made.tenant.id, subdomain: "another" })))
      .toMatchObject({ code: "INVALID_INPUT", field: "subdomain", fields: { subdomain: ["This is not the workspace's name. Nothing was deleted."] } });
    expect(await tenantOf(made)).toMatchObject({ state: "active" });
  });

  test.each(["reserved", "deleted", "released"] as const)("a workspace that is %s has nothing to delete", async (state) => {
    const made = await workspace(world, { tenant: state });
    expect(await failure(remove(ownerOf(made), made))).toMatchObject({ code: "TENANT_NOT_ACTIVE" });
  });
});

describe("tenants.undelete", () => {
  const undelete = ({ api }: Browser, { tenant }: Workspace) => api.tenants.undelete({ tenantId: tenant.id });

  test("opens the workspace again, and the log has no gap", async () => {
    const made = await recorded();
    await remove(ownerOf(made), made);
    const answer = await undelete(ownerOf(made), made);
    expect(await tenantOf(made)).toMatchObject({ state: "active", deleteAt: null });
    expect(await runsOf(made, "resume")).toMatchObject([{ id: answer.runId, input: { mail: "workspace_kept" } }]);
    expect(await events(made.tenant.id, "tenant.deletion_cancelled")).toMatchObject([{ actorKind: "owner", before: { state: "deletion_scheduled" }, after: { state: "active" } }]);
    expect(await findAuditGaps(world.prisma, made.tenant.id)).toEqual([]);
  });

  test("leaves a workspace closed that an admin had suspended before, tells its owner so, and the log has no gap", async () => {
    const made = await recorded();
    await world.browser(ADMIN).api.tenants.suspend({ tenantId: made.tenant.id, reason: "Not paid" });
    await remove(ownerOf(made), made);
    expect(await undelete(ownerOf(made), made)).toEqual({ state: "suspended", runId: null });
    expect(await tenantOf(made)).toMatchObject({ state: "suspended", suspendedAt: expect.any(Date) as Date });
    expect(await runsOf(made, "resume")).toEqual([]);
    expect((await mailsTo(made)).map(({ template }) => template)).toEqual(["workspace_suspended", "workspace_deletion_scheduled", "workspace_kept_suspended"]);
    expect(await findAuditGaps(world.prisma, made.tenant.id)).toEqual([]);
  });

  test.each<[TenantState, string]>([["active", "TENANT_CONFLICT"], ["suspended", "TENANT_CONFLICT"], ["deleting", "TENANT_NOT_ACTIVE"], ["deleted", "TENANT_NOT_ACTIVE"]])(
    "a workspace that is %s has no deletion to take back, and the answer says why", async (state, code) => {
      const made = await workspace(world, { tenant: state });
      expect(await failure(undelete(ownerOf(made), made))).toMatchObject({ code, details: { state }, message: expect.stringContaining("Nothing was changed") as string });
      expect(await tenantOf(made)).toMatchObject({ state });
    });

  test("at the moment of an admin's removal comes before it or hears that it is too late; nothing comes after a removal", async () => {
    for (let round = 0; round < 5; round += 1) {
      const made = await workspace(world, { tenant: "deletion_scheduled" });
      const { api } = world.browser(ADMIN);
      const results = await Promise.allSettled([
        undelete(ownerOf(made), made), api.tenants.removeNow({ tenantId: made.tenant.id, subdomain: made.tenant.subdomain, reason: "Asked for by mail" }),
      ]);
      const { state } = await tenantOf(made);
      expect(state).toBe("deleting");
      expect(await runsOf(made, "deprovision")).toHaveLength(1);
      expect(await runsOf(made, "resume")).toHaveLength(results[0].status === "fulfilled" ? 1 : 0);
      expect(results[1].status).toBe("fulfilled");
    }
  });
});

describe("tenants.removeNow", () => {
  test.each(["active", "suspended", "deletion_scheduled"] as const)("removes a workspace that is %s at once, for a reason that is on record", async (state) => {
    const made = await workspace(world, { tenant: state });
    const { runId } = await world.browser(ADMIN).api.tenants.removeNow({ tenantId: made.tenant.id, subdomain: made.tenant.subdomain, reason: "Asked for by mail" });
    expect(await tenantOf(made)).toMatchObject({ state: "deleting", deleteAt: null });
    expect(await runsOf(made, "deprovision")).toMatchObject([{ id: runId, input: { dbName: databaseName(made.run.id, 1) } }]);
    expect(await events(made.tenant.id, "tenant.deletion_requested")).toMatchObject([{ actor: ADMIN.email, reason: "Asked for by mail", before: { state } }]);
  });

  test("wants a reason", async () => {
    const made = await workspace(world);
    expect(await failure(world.browser(ADMIN).api.tenants.removeNow({ tenantId: made.tenant.id, subdomain: made.tenant.subdomain, reason: " " })))
      .toMatchObject({ code: "INVALID_INPUT", field: "reason" });
  });
});

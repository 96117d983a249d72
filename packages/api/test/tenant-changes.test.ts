import { unseal } from "@nexus/domain/secrets/seal";
import type { TenantState } from "@nexus/domain/states/tenant";
import { MAIL_VALUES } from "@nexus/provisioning/mail/queue-mail";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, PASSWORD, type World, type Workspace, createWorld, failure, workOn, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const admin = () => world.browser(ADMIN).api.tenants;
const events = (tenantId: string, action: string) => world.prisma.auditEvent.findMany({ where: { tenantId, action } });
const tenantOf = ({ tenant }: Workspace) => world.prisma.tenant.findUniqueOrThrow({ where: { id: tenant.id } });
const runsOf = ({ tenant }: Workspace, kind: string) => world.prisma.run.findMany({ where: { tenantId: tenant.id, kind } });
/** How many of the calls were let through, and what the others heard. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<{ done: number; codes: string[] }> {
  const codes = await Promise.all(calls.map((call) => call.then(() => null, async () => (await failure(call)).code)));
  return { done: codes.filter((code) => code === null).length, codes: codes.filter((code) => code !== null) };
}

describe("tenants.suspend and tenants.resume", () => {
  test("close a workspace and open it again, for reasons that are on record; the owner reads why it was closed", async () => {
    const made = await workspace(world);
    const closing = await admin().suspend({ tenantId: made.tenant.id, reason: "Not paid since March" });
    expect(await tenantOf(made)).toMatchObject({ state: "suspended", suspendedAt: expect.any(Date) as Date });
    expect(await runsOf(made, "suspend")).toMatchObject([{ id: closing.runId, reference: closing.reference, state: "queued" }]);
    expect(await events(made.tenant.id, "tenant.suspended")).toMatchObject([{ actor: ADMIN.email, reason: "Not paid since March", before: { state: "active" }, after: { state: "suspended" } }]);
    const mail = await world.prisma.outboxMail.findFirstOrThrow({ where: { to: made.owner.email } });
    expect(mail.template).toBe("workspace_suspended");
    expect(unseal(world.services.sealingKey, { subject: mail.id, purpose: MAIL_VALUES }, mail.sealedValues ?? new Uint8Array())).toContain("Not paid since March");

    const opening = await admin().resume({ tenantId: made.tenant.id, reason: "Paid" });
    expect(await tenantOf(made)).toMatchObject({ state: "active", suspendedAt: null });
    expect(await runsOf(made, "resume")).toMatchObject([{ id: opening.runId, input: { mail: "workspace_resumed" } }]);
    expect(await events(made.tenant.id, "tenant.resumed")).toMatchObject([{ reason: "Paid", after: { state: "active" } }]);
  });

  test.each<[TenantState, "suspend" | "resume", string]>([
    ["reserved", "suspend", "TENANT_NOT_ACTIVE"], ["suspended", "suspend", "TENANT_CONFLICT"], ["deletion_scheduled", "suspend", "TENANT_CONFLICT"], ["deleting", "suspend", "TENANT_NOT_ACTIVE"],
    ["active", "resume", "TENANT_CONFLICT"], ["deletion_scheduled", "resume", "TENANT_CONFLICT"], ["deleted", "resume", "TENANT_NOT_ACTIVE"],
  ])("of a workspace that is %s: %s is refused and changes nothing", async (state, verb, code) => {
    const made = await workspace(world, { tenant: state });
    expect(await failure(admin()[verb]({ tenantId: made.tenant.id, reason: "Because" }))).toMatchObject({ code, httpStatus: 409, details: { state } });
    expect(await tenantOf(made)).toMatchObject({ state });
    expect([...await runsOf(made, "suspend"), ...await runsOf(made, "resume")]).toEqual([]);
  });

  test("of many who suspend, or suspend and delete, at the same moment, each change is made once", async () => {
    const made = await workspace(world);
    const suspending = await outcomes([1, 2, 3, 4].map(() => admin().suspend({ tenantId: made.tenant.id, reason: "Not paid" })));
    expect(suspending).toEqual({ done: 1, codes: ["TENANT_CONFLICT", "TENANT_CONFLICT", "TENANT_CONFLICT"] });

    const other = await workspace(world);
    const { id: tenantId, subdomain } = other.tenant;
    await Promise.allSettled([admin().suspend({ tenantId, reason: "Not paid" }), world.browser(other.session).api.tenants.remove({ tenantId, subdomain })]);
    expect(await tenantOf(other)).toMatchObject({ state: "deletion_scheduled" });
    expect(await events(other.tenant.id, "tenant.deletion_scheduled")).toHaveLength(1);
  });
});

describe("tenants.setPlan", () => {
  test("an admin changes the plan, before and after are on record, and a run brings it to the site", async () => {
    const made = await workspace(world);
    expect(await admin().setPlan({ tenantId: made.tenant.id, plan: "Pro" })).toMatchObject({ plan: "Pro" });
    expect(await events(made.tenant.id, "tenant.plan_changed")).toMatchObject([{ actor: ADMIN.email, before: { plan: "Free" }, after: { plan: "Pro" } }]);
    expect(await runsOf(made, "set_plan")).toMatchObject([{ state: "queued" }]);
  });

  test("of admins who change it at the same moment, each later one saw the change before, or hears of it", async () => {
    const made = await workspace(world);
    const { done } = await outcomes((["Pro", "Enterprise", "Pro"] as const).map((plan) => admin().setPlan({ tenantId: made.tenant.id, plan })));
    const changes = await events(made.tenant.id, "tenant.plan_changed");
    expect(changes).toHaveLength(done);
    expect(await runsOf(made, "set_plan")).toHaveLength(done);
    const last = changes.toSorted((a, b) => Number(a.id - b.id)).at(-1);
    expect(last?.after).toEqual({ plan: (await tenantOf(made)).plan });
  });

  test.each(["reserved", "deleting", "deleted", "released"] as const)("a workspace that is %s has no plan to change", async (state) => {
    const { tenant } = await workspace(world, { tenant: state });
    expect(await failure(admin().setPlan({ tenantId: tenant.id, plan: "Pro" }))).toMatchObject({ code: "TENANT_NOT_ACTIVE" });
  });
});

describe("tenants.resetOwnerPassword", () => {
  const reset = ({ tenant, session }: Workspace, password = PASSWORD) => world.browser(session).api.tenants.resetOwnerPassword({ tenantId: tenant.id, password });

  test("keeps the new password sealed, for its run alone and no longer than an hour, and records the wish without it", async () => {
    const made = await workspace(world);
    const { runId } = await reset(made);
    expect(await runsOf(made, "reset_password")).toMatchObject([{ id: runId, state: "queued", input: { apps: [] } }]);
    const context = { subject: made.tenant.id, purpose: "new_owner_password" };
    const secret = await world.prisma.secret.findUniqueOrThrow({ where: { subject_purpose: context } });
    expect(unseal(world.services.sealingKey, context, secret.sealed)).toBe(PASSWORD);
    expect(secret.expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
    expect(await events(made.tenant.id, "tenant.password_reset_requested")).toMatchObject([{ actorKind: "owner", runId }]);
    const log = await world.prisma.auditEvent.findMany({ where: { tenantId: made.tenant.id } });
    expect(JSON.stringify(log, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).not.toContain(PASSWORD);
  });

  test("takes no second one while the first is being set, and another one afterwards", async () => {
    const made = await workspace(world);
    const { done, codes } = await outcomes([reset(made), reset(made, "another-velvet-canyon-9")]);
    expect([done, codes]).toEqual([1, ["TENANT_CONFLICT"]]);
    const [run] = await runsOf(made, "reset_password");
    await workOn(world, run?.id ?? "", { run: { state: "succeeded" } });
    await reset(made, "another-velvet-canyon-9");
    expect(await runsOf(made, "reset_password")).toHaveLength(2);
  });

  test("refuses one that is easy to guess, with advice, also when it is the person's own name", async () => {
    const made = await workspace(world);
    expect(await failure(reset(made, "password1"))).toMatchObject({ code: "PASSWORD_WEAK", field: "password", details: { advice: expect.any(Array) as string[] } });
    expect(await failure(reset(made, "GraceHopper"))).toMatchObject({ code: "PASSWORD_WEAK" });
    expect(await runsOf(made, "reset_password")).toEqual([]);
  });

  test.each<[TenantState, string]>([["suspended", "TENANT_CONFLICT"], ["deletion_scheduled", "TENANT_CONFLICT"], ["deleting", "TENANT_NOT_ACTIVE"], ["reserved", "TENANT_NOT_ACTIVE"]])(
    "is refused while the workspace is %s", async (state, code) => {
      const made = await workspace(world, { tenant: state });
      expect(await failure(reset(made))).toMatchObject({ code });
      expect(await world.prisma.secret.count({ where: { subject: made.tenant.id, purpose: "new_owner_password" } })).toBe(0);
    });

  test("is limited for each owner", async () => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, resetPasswordByUser: { points: 1, seconds: 3600 } } });
    try {
      const { tenant, session } = await workspace(strict);
      const ask = () => strict.browser(session).api.tenants.resetOwnerPassword({ tenantId: tenant.id, password: PASSWORD });
      await ask();
      expect(await failure(ask())).toMatchObject({ code: "RATE_LIMITED" });
    } finally {
      await strict.end();
    }
  });
});

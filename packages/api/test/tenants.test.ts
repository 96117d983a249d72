import { seal } from "@nexus/domain/secrets/seal";
import type { TenantState } from "@nexus/domain/states/tenant";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, OPERATOR, type World, createWorld, failure, workOn, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const LINK = "/api/method/frappe.www.login.login_via_key?key=canary-link-71";
const events = (tenantId: string, action: string) => world.prisma.auditEvent.findMany({ where: { tenantId, action } });

/** Does what the worker does with the tenant's queued sign-in run. */
async function answerSignIn(tenantId: string, ending: "succeeded" | "rolled_back"): Promise<string> {
  const run = await eventually(() => world.prisma.run.findFirstOrThrow({ where: { tenantId, kind: "sign_in", state: "queued" } }));
  if (ending === "succeeded") {
    const context = { subject: run.id, purpose: "sign_in_link" };
    await world.prisma.secret.create({ data: { ...context, tenantId, sealed: seal(world.services.sealingKey, context, LINK) } });
  }
  await workOn(world, run.id, { run: { state: ending } });
  return run.id;
}

describe("tenants.open", () => {
  test("gives the owner the link that the worker left, wipes it, and records it without the link", async () => {
    const { tenant, session } = await workspace(world);
    const answer = world.browser(session).api.tenants.open({ tenantId: tenant.id });
    const runId = await answerSignIn(tenant.id, "succeeded");
    expect(await answer).toEqual({ url: `http://${tenant.subdomain}.nexus-sites.localhost:8080${LINK}` });
    expect(await world.prisma.secret.count({ where: { subject: runId } })).toBe(0);
    expect(await events(tenant.id, "tenant.opened")).toMatchObject([{ actorKind: "owner", runId, outcome: "succeeded" }]);
    const log = await world.prisma.auditEvent.findMany({ where: { tenantId: tenant.id } });
    expect(JSON.stringify(log, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).not.toContain("canary-link");
  });

  test("says that a part does not answer when the run fails", async () => {
    const { tenant, session } = await workspace(world);
    const answer = failure(world.browser(session).api.tenants.open({ tenantId: tenant.id }));
    await answerSignIn(tenant.id, "rolled_back");
    expect(await answer).toMatchObject({ code: "SERVICE_UNAVAILABLE", httpStatus: 503 });
  });

  test("waits no longer than it may when no worker is there", async () => {
    const { tenant, session } = await workspace(world);
    const start = performance.now();
    expect(await failure(world.browser(session).api.tenants.open({ tenantId: tenant.id }))).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(performance.now() - start).toBeGreaterThan(world.services.config.durations.openWait - 100);
  });

  test.each(["reserved", "suspended", "deletion_scheduled", "deleting", "deleted", "released"] as const)("a workspace that is %s is not opened", async (state) => {
    const { tenant, session } = await workspace(world, { tenant: state });
    expect(await failure(world.browser(session).api.tenants.open({ tenantId: tenant.id }))).toMatchObject({ code: "TENANT_NOT_ACTIVE" });
    expect(await world.prisma.run.count({ where: { tenantId: tenant.id, kind: "sign_in" } })).toBe(0);
  });

  test("neither an operator nor an admin enters a customer's site, and the attempt is recorded", async () => {
    const { tenant } = await workspace(world);
    for (const session of [OPERATOR, ADMIN]) {
      expect(await failure(world.browser(session).api.tenants.open({ tenantId: tenant.id }))).toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await events(tenant.id, "access.refused")).toMatchObject([{ actorKind: "operator" }, { actorKind: "admin", actor: ADMIN.email }]);
  });

  test("is limited for each user", async () => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, openByUser: { points: 1, seconds: 3600 } }, durations: { ...world.services.config.durations, openWait: 1 } });
    try {
      const { tenant, session } = await workspace(strict);
      const open = () => failure(strict.browser(session).api.tenants.open({ tenantId: tenant.id }));
      expect(await open()).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
      expect(await open()).toMatchObject({ code: "RATE_LIMITED" });
    } finally {
      await strict.end();
    }
  });
});

describe("tenants.mine and tenants.get", () => {
  test("list one's own, newest first, without those that are deleted", async () => {
    const first = await workspace(world);
    const states: TenantState[] = ["deleted", "released"];
    const [, last] = await Promise.all(states.map((tenant) => workspace(world, { tenant, owner: first.owner, run: tenant === "released" ? "rolled_back" : "succeeded" })));
    await workspace(world);
    await world.prisma.tenant.update({ where: { id: first.tenant.id }, data: { createdAt: new Date(Date.now() - 1_000) } });
    const { tenants } = await world.browser(first.session).api.tenants.mine();
    expect(tenants.map(({ tenantId }) => tenantId)).toEqual([last?.tenant.id, first.tenant.id]);
    expect(tenants[1]).toMatchObject({ runId: first.run.id, siteUrl: `http://${first.tenant.subdomain}.nexus-sites.localhost:8080`, plan: "Free" });
    expect(await world.browser(ADMIN).api.tenants.mine()).toEqual({ tenants: [] });
  });

  test("one that was not built is listed for as long as it can be tried again", async () => {
    const { tenant, session } = await workspace(world, { tenant: "released", run: "rolled_back" });
    const listed = async () => (await world.browser(session).api.tenants.mine()).tenants.length;
    const expiresAt = new Date(world.clock.now().getTime() + 1_000);
    await world.prisma.secret.updateMany({ where: { subject: tenant.id }, data: { expiresAt } });
    expect(await listed()).toBe(1);
    await world.prisma.secret.updateMany({ where: { subject: tenant.id }, data: { expiresAt: world.clock.now() } });
    expect(await listed()).toBe(0);
    await world.prisma.secret.deleteMany({ where: { subject: tenant.id } });
    expect(await listed()).toBe(0);
  });

  test("one is shown to its owner and to staff alike", async () => {
    const { tenant, session } = await workspace(world);
    const get = (who: Parameters<World["browser"]>[0]) => world.browser(who).api.tenants.get({ tenantId: tenant.id });
    expect(await get(session)).toMatchObject({ subdomain: tenant.subdomain, state: "active" });
    expect(await get(ADMIN)).toEqual(await get(session));
    expect(await get(OPERATOR)).toEqual(await get(session));
  });
});

describe("tenants.list", () => {
  test("pages through all workspaces, newest first, each once, those that are gone included", async () => {
    const quiet = await createWorld();
    try {
      const at = new Date();
      const states: TenantState[] = ["active", "deleted", "suspended", "deletion_scheduled", "active"];
      for (const tenant of states) {
        const made = await workspace(quiet, { tenant });
        await quiet.prisma.tenant.update({ where: { id: made.tenant.id }, data: { createdAt: at } });
      }
      const { api } = quiet.browser(OPERATOR);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof api.tenants.list>> = await api.tenants.list({ limit: 2, cursor });
        seen.push(...page.tenants.map(({ tenantId }) => tenantId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual((await quiet.prisma.tenant.findMany({ orderBy: { id: "desc" } })).map(({ id }) => id));
    } finally {
      await quiet.end();
    }
  });

  test("finds by state, part of a name, of an organization or of an owner's address, and by nothing else", async () => {
    const wanted = await workspace(world, { tenant: "deletion_scheduled" });
    await world.prisma.tenant.update({ where: { id: wanted.tenant.id }, data: { organization: "Quince & Sons" } });
    const { api } = world.browser(ADMIN);
    for (const search of [wanted.tenant.subdomain.slice(2).toUpperCase(), "quince &", wanted.owner.email]) {
      expect((await api.tenants.list({ state: "deletion_scheduled", search })).tenants).toMatchObject([{ tenantId: wanted.tenant.id, ownerEmail: wanted.owner.email }]);
      expect((await api.tenants.list({ state: "active", search })).tenants).toEqual([]);
    }
    expect((await api.tenants.list({ search: "%" })).tenants).toEqual([]);
    expect(await failure(api.tenants.list({ cursor: "rubbish" }))).toMatchObject({ code: "INVALID_INPUT", field: "cursor" });
  });

  test("a workspace's runs are listed without those of others", async () => {
    const { tenant, run } = await workspace(world);
    expect((await world.browser(ADMIN).api.provisioning.list({ tenantId: tenant.id })).runs.map(({ runId }) => runId)).toEqual([run.id]);
  });
});

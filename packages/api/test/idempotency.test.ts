import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { appRouter } from "../src/router.ts";
import { ADMIN, type Browser, type World, type Workspace, createWorld, failure, form, verifiedMember, workspace } from "./world.ts";

let world: World;
// Twins are in the database at once.
beforeAll(async () => { world = await createWorld({}, 12); });
afterAll(() => world.end());

interface CreatingCall {
  readonly path: string;
  readonly who: "owner" | "admin";
  readonly make: () => Promise<Workspace & { signupId: string }>;
  readonly call: (api: Browser["api"], thing: Workspace & { signupId: string }, key: { idempotencyKey?: string }) => Promise<unknown>;
  /** The same call with other content. */
  readonly other: (api: Browser["api"], thing: Workspace & { signupId: string }, key: { idempotencyKey?: string }) => Promise<unknown>;
}

const make = (states: Parameters<typeof workspace>[1] = {}) => async () => ({ ...(await workspace(world, states)), signupId: "" });

/** Every call that makes a run and answers at once. */
const CALLS: readonly CreatingCall[] = [
  {
    path: "provisioning.start", who: "owner",
    make: async () => {
      const { signupId, session } = await verifiedMember(world);
      return { ...(await workspace(world)), session, signupId };
    },
    call: (api, { signupId }, key) => api.provisioning.start({ signupId, ...key }),
    other: async (_, { session }, key) => {
      const { browser, signupId } = await verifiedMember(world, form(undefined, session.email));
      return browser.api.provisioning.start({ signupId, ...key });
    },
  },
  {
    path: "provisioning.retry", who: "owner", make: make({ tenant: "released", run: "rolled_back" }),
    call: (api, { run }, key) => api.provisioning.retry({ runId: run.id, ...key }),
    other: async (api, { owner }, key) => api.provisioning.retry({ runId: (await workspace(world, { owner, tenant: "released", run: "rolled_back" })).run.id, ...key }),
  },
  {
    path: "tenants.remove", who: "owner", make: make(),
    call: (api, { tenant: { id, subdomain } }, key) => api.tenants.remove({ tenantId: id, subdomain, ...key }),
    other: (api, { tenant: { id } }, key) => api.tenants.remove({ tenantId: id, subdomain: "another", ...key }),
  },
  {
    path: "tenants.removeNow", who: "admin", make: make(),
    call: (api, { tenant: { id, subdomain } }, key) => api.tenants.removeNow({ tenantId: id, subdomain, reason: "Asked by mail", ...key }),
    other: (api, { tenant: { id, subdomain } }, key) => api.tenants.removeNow({ tenantId: id, subdomain, reason: "Another reason", ...key }),
  },
  {
    path: "tenants.undelete", who: "owner", make: make({ tenant: "deletion_scheduled" }),
    call: (api, { tenant }, key) => api.tenants.undelete({ tenantId: tenant.id, ...key }),
    other: async (api, { owner }, key) => api.tenants.undelete({ tenantId: (await workspace(world, { owner })).tenant.id, ...key }),
  },
  {
    path: "tenants.suspend", who: "admin", make: make(),
    call: (api, { tenant }, key) => api.tenants.suspend({ tenantId: tenant.id, reason: "Not paid", ...key }),
    other: (api, { tenant }, key) => api.tenants.suspend({ tenantId: tenant.id, reason: "Abuse", ...key }),
  },
  {
    path: "tenants.resume", who: "admin", make: make({ tenant: "suspended" }),
    call: (api, { tenant }, key) => api.tenants.resume({ tenantId: tenant.id, reason: "Paid", ...key }),
    other: (api, { tenant }, key) => api.tenants.resume({ tenantId: tenant.id, reason: "A mistake", ...key }),
  },
  {
    path: "tenants.setPlan", who: "admin", make: make(),
    call: (api, { tenant }, key) => api.tenants.setPlan({ tenantId: tenant.id, plan: "Pro", ...key }),
    other: (api, { tenant }, key) => api.tenants.setPlan({ tenantId: tenant.id, plan: "Free", ...key }),
  },
  {
    path: "tenants.resetOwnerPassword", who: "owner", make: make(),
    call: (api, { tenant }, key) => api.tenants.resetOwnerPassword({ tenantId: tenant.id, password: "canary-tulip-42-orbit", ...key }),
    other: (api, { tenant }, key) => api.tenants.resetOwnerPassword({ tenantId: tenant.id, password: "canary-lupin-43-comet", ...key }),
  },
];

const browserOf = (who: CreatingCall["who"], { session }: Workspace) => world.browser(who === "owner" ? session : ADMIN);
const audited = () => world.prisma.auditEvent.count({ where: { action: { in: ["run.queued", "run.retry_requested"] } } });
const newKey = () => ({ idempotencyKey: randomUUID() });

describe.each(CALLS)("$path", ({ who, make: prepare, call, other }) => {
  test("of five twins with one key one does the work, and all hear the same", async () => {
    const thing = await prepare();
    const key = newKey();
    const before = await audited();
    const [first, ...twins] = await Promise.all(Array.from({ length: 5 }, () => call(browserOf(who, thing).api, thing, key)));
    for (const twin of twins) expect(twin).toEqual(first);
    expect(await audited()).toBe(before + 1);
    expect(await call(browserOf(who, thing).api, thing, key)).toEqual(first);
    expect(await audited()).toBe(before + 1);
  });

  test("another content under the key is a conflict, and does nothing", async () => {
    const thing = await prepare();
    const key = newKey();
    await call(browserOf(who, thing).api, thing, key);
    const before = await audited();
    expect(await failure(other(browserOf(who, thing).api, thing, key))).toMatchObject({ code: "IDEMPOTENCY_CONFLICT", field: "idempotencyKey", httpStatus: 409 });
    expect(await audited()).toBe(before);
  });

  test("the header Idempotency-Key is the same as the field, quoted or bare", async () => {
    const thing = await prepare();
    const { idempotencyKey } = newKey();
    const browser = browserOf(who, thing);
    const first = await call(browser.api, thing, { idempotencyKey });
    for (const keyHeader of [idempotencyKey, `"${idempotencyKey}"`]) {
      browser.keyHeader = keyHeader;
      expect(await call(browser.api, thing, {})).toEqual(first);
    }
  });
});

/** Changes that make nothing, or that are the same however often they are asked for. */
const KEYLESS = ["signup.resend", "signup.verify", "provisioning.abort"];

test("every procedure that makes something takes a key", () => {
  const procedures: Record<string, unknown> = appRouter._def.procedures;
  const definition = z.looseObject({ type: z.string(), inputs: z.array(z.unknown()) });
  const takes = Object.entries(procedures).flatMap(([path, procedure]) => {
    const { type, inputs: [schema] } = definition.parse(Reflect.get(Object(procedure), "_def"));
    return type === "mutation" && schema instanceof z.ZodObject ? [[path, "idempotencyKey" in schema.shape] as const] : [];
  });
  expect(takes.filter(([, takesKey]) => !takesKey).map(([path]) => path).sort()).toEqual([...KEYLESS].sort());
  const tried = [...CALLS.map(({ path }) => path), "signup.start", "tenants.open"];
  expect(takes.filter(([, takesKey]) => takesKey).map(([path]) => path).sort()).toEqual(tried.sort());
});

describe("a key", () => {
  const suspend = (browser: Browser, tenantId: string, key: { idempotencyKey?: string }) => browser.api.tenants.suspend({ tenantId, reason: "Not paid", ...key });

  test("of a refused call is not used up: the same call is done when it may be", async () => {
    const { tenant } = await workspace(world, { tenant: "reserved", run: "running" });
    const [admin, key] = [world.browser(ADMIN), newKey()];
    expect(await failure(suspend(admin, tenant.id, key))).toMatchObject({ code: "TENANT_NOT_ACTIVE" });
    await world.prisma.tenant.update({ where: { id: tenant.id }, data: { state: "active" } });
    expect(await suspend(admin, tenant.id, key)).toHaveProperty("runId");
  });

  test("counts for one procedure", async () => {
    const { tenant } = await workspace(world);
    const [{ api }, key] = [world.browser(ADMIN), newKey()];
    await api.tenants.suspend({ tenantId: tenant.id, reason: "The same words", ...key });
    expect(await failure(api.tenants.resume({ tenantId: tenant.id, reason: "The same words", ...key }))).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  test("is the caller's own: somebody else's of the same words has nothing to do with it", async () => {
    const [one, other] = [await workspace(world), await workspace(world)];
    const key = newKey();
    const remove = ({ session, tenant: { id, subdomain } }: Workspace) => world.browser(session).api.tenants.remove({ tenantId: id, subdomain, ...key });
    const [first, second] = [await remove(one), await remove(other)];
    expect(first.runId).not.toBe(second.runId);
  });

  test("is forgotten when its time is over", async () => {
    const { tenant } = await workspace(world);
    const [admin, key] = [world.browser(ADMIN), newKey()];
    const first = await suspend(admin, tenant.id, key);
    await world.prisma.tenant.update({ where: { id: tenant.id }, data: { state: "active", suspendedAt: null } });
    expect(await suspend(admin, tenant.id, key)).toEqual(first);
    world.clock.advance(world.services.config.durations.idempotencyKey);
    expect((await suspend(admin, tenant.id, key)).runId).not.toBe(first.runId);
  });

  test.each(["short", `"${"x".repeat(101)}"`])("in the header that is none is refused: %s", async (keyHeader) => {
    const { tenant } = await workspace(world);
    const admin = world.browser(ADMIN);
    admin.keyHeader = keyHeader;
    expect(await failure(suspend(admin, tenant.id, {}))).toMatchObject({ code: "INVALID_INPUT", field: "idempotencyKey", httpStatus: 400 });
    expect(await world.prisma.run.count({ where: { tenantId: tenant.id, kind: "suspend" } })).toBe(0);
  });

  test("in the header that is another one than the input's is refused", async () => {
    const { tenant } = await workspace(world);
    const admin = world.browser(ADMIN);
    admin.keyHeader = randomUUID();
    expect(await failure(suspend(admin, tenant.id, newKey()))).toMatchObject({ code: "INVALID_INPUT", field: "idempotencyKey" });
  });

  test("is stored nowhere, and neither is what it was used for", async () => {
    const { tenant, session } = await workspace(world);
    const key = newKey();
    await world.browser(session).api.tenants.resetOwnerPassword({ tenantId: tenant.id, password: "canary-tulip-42-orbit", ...key });
    const rows = JSON.stringify(await world.prisma.idempotencyKey.findMany());
    for (const secret of [key.idempotencyKey, "canary-tulip", tenant.id, session.userId, session.email]) expect(rows).not.toContain(secret);
  });
});

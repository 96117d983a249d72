import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appRouter } from "../src/router.ts";
import { ADMIN, type Caller, OPERATOR, type Session, type World, type Workspace, type WorkspaceStates, createWorld, failure, form, verifiedMember, workspace } from "./world.ts";

const CALLERS = ["visitor", "stranger", "owner", "operator", "admin"] as const;

/** What each caller hears; `ok` is an answer, or the failure that only those hear who were let in. */
type Verdicts = readonly [visitor: string, stranger: string, owner: string, operator: string, admin: string];

interface Row {
  readonly verdicts: Verdicts;
  /** The states that the owner's workspace must be in. */
  readonly states?: WorkspaceStates;
  readonly call: (api: Caller, thing: Workspace & { signupId: string }) => Promise<unknown>;
}

const EVERYBODY: Verdicts = ["ok", "ok", "ok", "ok", "ok"];
const WITHOUT_COOKIE: Verdicts = ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND"];
const SIGNED_IN: Verdicts = ["NOT_SIGNED_IN", "ok", "ok", "ok", "ok"];
const READERS: Verdicts = ["NOT_SIGNED_IN", "NOT_FOUND", "ok", "ok", "ok"];
const CHANGERS: Verdicts = ["NOT_SIGNED_IN", "NOT_FOUND", "ok", "FORBIDDEN", "ok"];
const ADMINS: Verdicts = ["NOT_SIGNED_IN", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "ok"];
const STAFF: Verdicts = ["NOT_SIGNED_IN", "FORBIDDEN", "FORBIDDEN", "ok", "ok"];

/** A procedure of the router without a row here fails the test below. */
const MATRIX: Record<string, Row> = {
  "availability.check": { verdicts: EVERYBODY, call: (api) => api.availability.check({ subdomain: "free-name" }) },
  "availability.suggest": { verdicts: EVERYBODY, call: (api) => api.availability.suggest({ organization: "Acme" }) },
  "signup.start": { verdicts: EVERYBODY, call: (api) => api.signup.start(form()) },
  "signup.resend": { verdicts: WITHOUT_COOKIE, call: (api, { signupId }) => api.signup.resend({ signupId }) },
  "signup.current": { verdicts: WITHOUT_COOKIE, call: (api, { signupId }) => api.signup.current({ signupId }) },
  "signup.verify": { verdicts: WITHOUT_COOKIE, call: (api, { signupId }) => api.signup.verify({ signupId, code: "123456" }) },
  "onboarding.status": { verdicts: SIGNED_IN, call: (api) => api.onboarding.status() },
  "provisioning.start": {
    verdicts: ["NOT_SIGNED_IN", "NOT_FOUND", "ok", "FORBIDDEN", "FORBIDDEN"],
    call: (api, { signupId }) => api.provisioning.start({ signupId }),
  },
  "provisioning.status": { verdicts: READERS, call: (api, { run }) => api.provisioning.status({ runId: run.id }) },
  "provisioning.watch": { verdicts: READERS, call: async (api, { run }) => first(await api.provisioning.watch({ runId: run.id })) },
  "provisioning.retry": {
    verdicts: CHANGERS, states: { tenant: "released", run: "rolled_back" },
    call: (api, { run }) => api.provisioning.retry({ runId: run.id }),
  },
  "provisioning.abort": {
    verdicts: CHANGERS, states: { tenant: "reserved", run: "running" },
    call: (api, { run }) => api.provisioning.abort({ runId: run.id }),
  },
  "provisioning.list": { verdicts: STAFF, call: (api) => api.provisioning.list({}) },
  "tenants.mine": { verdicts: SIGNED_IN, call: (api) => api.tenants.mine() },
  "tenants.get": { verdicts: READERS, call: (api, { tenant }) => api.tenants.get({ tenantId: tenant.id }) },
  "tenants.list": { verdicts: STAFF, call: (api) => api.tenants.list({}) },
  // No worker runs here: who is let in hears that it does not answer.
  "tenants.open": {
    verdicts: ["NOT_SIGNED_IN", "NOT_FOUND", "SERVICE_UNAVAILABLE", "FORBIDDEN", "FORBIDDEN"],
    call: (api, { tenant }) => api.tenants.open({ tenantId: tenant.id }),
  },
  "tenants.remove": {
    verdicts: CHANGERS,
    call: (api, { tenant: { id, subdomain } }) => api.tenants.remove({ tenantId: id, subdomain }),
  },
  "tenants.removeNow": {
    verdicts: ADMINS,
    call: (api, { tenant: { id, subdomain } }) => api.tenants.removeNow({ tenantId: id, subdomain, reason: "Asked for by mail" }),
  },
  "tenants.undelete": {
    verdicts: CHANGERS, states: { tenant: "deletion_scheduled" },
    call: (api, { tenant }) => api.tenants.undelete({ tenantId: tenant.id }),
  },
  "tenants.suspend": {
    verdicts: ADMINS,
    call: (api, { tenant }) => api.tenants.suspend({ tenantId: tenant.id, reason: "Not paid" }),
  },
  "tenants.resume": {
    verdicts: ADMINS, states: { tenant: "suspended" },
    call: (api, { tenant }) => api.tenants.resume({ tenantId: tenant.id, reason: "Paid" }),
  },
  "tenants.setPlan": {
    verdicts: ADMINS,
    call: (api, { tenant }) => api.tenants.setPlan({ tenantId: tenant.id, plan: "Pro" }),
  },
  "tenants.resetOwnerPassword": {
    verdicts: ["NOT_SIGNED_IN", "NOT_FOUND", "ok", "FORBIDDEN", "FORBIDDEN"],
    call: (api, { tenant }) => api.tenants.resetOwnerPassword({ tenantId: tenant.id, password: "canary-tulip-42-orbit" }),
  },
  "benches.drift": { verdicts: STAFF, call: (api) => api.benches.drift() },
  "audit.list": { verdicts: STAFF, call: (api) => api.audit.list({}) },
  "audit.watch": { verdicts: STAFF, call: async (api) => first(await api.audit.watch({})) },
};

async function first(events: AsyncIterable<unknown>): Promise<unknown> {
  for await (const event of events) return event;
  return null;
}

let world: World;
let stranger: Session;
let member: Awaited<ReturnType<typeof verifiedMember>>;
beforeAll(async () => {
  world = await createWorld();
  const { config } = world.services;
  Object.assign(world.services, { config: { ...config, durations: { ...config.durations, openWait: 50 } } });
  stranger = (await workspace(world)).session;
  member = await verifiedMember(world);
});
afterAll(() => world.end());

/** A workspace of the member's, and the signup that they proved. */
async function thing(states: WorkspaceStates = {}) {
  const owner = await world.prisma.user.findUniqueOrThrow({ where: { id: member.session.userId } });
  return { ...(await workspace(world, { ...states, owner })), signupId: member.signupId };
}

function sessionOf(caller: (typeof CALLERS)[number]): Session | null {
  return { visitor: null, stranger, owner: member.session, operator: OPERATOR, admin: ADMIN }[caller];
}

test("every procedure of the router has its row, and no row is left over", () => {
  expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe.each(Object.entries(MATRIX))("%s", (_, { verdicts, states, call }) => {
  test.each(CALLERS.map((caller, n) => [caller, verdicts[n]] as const))("%s: %s", async (caller, verdict) => {
    const target = await thing(states);
    const answer = call(world.browser(sessionOf(caller)).api, target);
    expect(await answer.then(() => "ok", async () => (await failure(answer)).code)).toBe(verdict);
  });
});

test("a person who may not see a thing hears the same of one that does not exist", async () => {
  const { tenant, run } = await thing();
  const none = "01890000-0000-7000-8000-000000000000";
  const { api } = world.browser(stranger);
  expect(await failure(api.tenants.get({ tenantId: tenant.id }))).toEqual(await failure(api.tenants.get({ tenantId: none })));
  expect(await failure(api.provisioning.status({ runId: run.id }))).toEqual(await failure(api.provisioning.status({ runId: none })));
});

test("an admin whom the configuration no longer names is signed out", async () => {
  const former: Session = { role: "admin", email: "former@example.com" };
  expect(await failure(world.browser(former).api.audit.list({}))).toMatchObject({ code: "NOT_SIGNED_IN" });
});

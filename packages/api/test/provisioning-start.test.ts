import { unseal } from "@nexus/domain/secrets/seal";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, PASSWORD, type World, createWorld, failure, form, verifiedMember, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const runs = (tenantId: string) => world.prisma.run.findMany({ where: { tenantId } });

describe("provisioning.start", () => {
  test("reserves the tenant and queues its run, in place of the hold", async () => {
    const wanted = form();
    const { browser, signupId, session } = await verifiedMember(world, wanted);
    const { runId, tenantId, reference } = await browser.api.provisioning.start({ signupId });
    expect(await world.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } })).toMatchObject({
      subdomain: wanted.subdomain, site: `${wanted.subdomain}.nexus-sites.localhost`, state: "reserved", plan: "Free",
      organization: wanted.organization, ownerId: session.userId,
    });
    expect(await runs(tenantId)).toMatchObject([{ id: runId, reference, kind: "provision", state: "queued", input: { apps: ["nexus_core"] } }]);
    expect(await world.prisma.signup.findUniqueOrThrow({ where: { id: signupId } })).toMatchObject({ state: "consumed", tenantId });
    expect(await world.prisma.nameHold.count({ where: { subdomain: wanted.subdomain } })).toBe(0);
    const queued = await world.prisma.$queryRaw<unknown[]>`select from dbos.workflow_status where workflow_uuid = ${`run:${runId}:1`}`;
    expect(queued).toHaveLength(1);
  });

  test("a member with two unfinished builds starts no third one, also when two begin at once; the signup is kept", async () => {
    const { browser, signupId, session } = await verifiedMember(world);
    const again = form(undefined, session.email);
    const other = await verifiedMember(world, again);
    const owner = await world.prisma.user.findUniqueOrThrow({ where: { id: session.userId } });
    await workspace(world, { owner, tenant: "reserved", run: "running" });
    const start = (id: string) => failure(browser.api.provisioning.start({ signupId: id })).catch(() => null);
    const refusals = await Promise.all([start(signupId), start(other.signupId)]);
    expect(refusals.filter((refusal) => refusal !== null)).toMatchObject([{ code: "RATE_LIMITED", message: expect.stringContaining("2 workspaces") }]);
    expect(await world.prisma.signup.count({ where: { userId: session.userId, state: "verified" } })).toBe(1);
  });

  test("is recorded with who asked, from where and by which request", async () => {
    const { browser, signupId, session } = await verifiedMember(world);
    const { tenantId, runId } = await browser.api.provisioning.start({ signupId });
    const events = await world.prisma.auditEvent.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
    expect(events.map(({ action }) => action)).toEqual(["tenant.reserved", "run.queued"]);
    for (const event of events) expect(event).toMatchObject({ actorKind: "owner", actor: session.userId, ip: "192.0.2.7", requestId: expect.stringContaining("req-") });
    expect(events[0]?.requestId).toBe(events[1]?.requestId);
    expect(events[1]?.runId).toBe(runId);
  });

  test("the password moves to the tenant, sealed, and opens for nothing else", async () => {
    const { browser, signupId } = await verifiedMember(world);
    const { tenantId } = await browser.api.provisioning.start({ signupId });
    expect(await world.prisma.secret.count({ where: { subject: signupId } })).toBe(0);
    const secret = await world.prisma.secret.findFirstOrThrow({ where: { tenantId } });
    const key = world.services.sealingKey;
    expect(unseal(key, { subject: tenantId, purpose: "owner_password" }, secret.sealed)).toBe(PASSWORD);
    expect(() => unseal(key, { subject: signupId, purpose: "owner_password" }, secret.sealed)).toThrow();
  });

  test("asked again, with the same key or none, it answers with the same run", async () => {
    const { browser, signupId } = await verifiedMember(world);
    const first = await browser.api.provisioning.start({ signupId, idempotencyKey: "key-12345" });
    expect(await browser.api.provisioning.start({ signupId, idempotencyKey: "key-12345" })).toEqual(first);
    expect(await browser.api.provisioning.start({ signupId })).toEqual(first);
    expect(await browser.api.provisioning.start({ signupId, idempotencyKey: "another-key" })).toEqual(first);
    expect(await runs(first.tenantId)).toHaveLength(1);
  });

  test("of ten twins one reserves, and all hear of its run", async () => {
    const { browser, signupId } = await verifiedMember(world);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => browser.api.provisioning.start({ signupId, idempotencyKey: n % 2 === 0 ? "twin-key-1" : "twin-key-2" })));
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
    expect(await runs(answers[0]?.tenantId ?? "")).toHaveLength(1);
  });

  test("a key that was used for another signup is a conflict, but only one's own", async () => {
    const first = await verifiedMember(world);
    await first.browser.api.provisioning.start({ signupId: first.signupId, idempotencyKey: "shared-key" });
    const second = await verifiedMember(world, { ...form(), email: first.session.email });
    expect(await failure(second.browser.api.provisioning.start({ signupId: second.signupId, idempotencyKey: "shared-key" })))
      .toMatchObject({ code: "IDEMPOTENCY_CONFLICT", field: "idempotencyKey" });
    const stranger = await verifiedMember(world);
    expect(await stranger.browser.api.provisioning.start({ signupId: stranger.signupId, idempotencyKey: "shared-key" })).toHaveProperty("runId");
  });

  test("of two signups that race with one key the second is a conflict", async () => {
    const first = await verifiedMember(world);
    const second = await verifiedMember(world, { ...form(), email: first.session.email });
    const calls = [first, second].map(({ browser, signupId }) => browser.api.provisioning.start({ signupId, idempotencyKey: "raced-key" }));
    const answers = await Promise.all(calls.map((call) => call.then(() => "started", async () => (await failure(call)).code)));
    expect(answers.sort()).toEqual(["IDEMPOTENCY_CONFLICT", "started"]);
  });

  test("a name that became the owner's own workspace meanwhile is answered with that workspace", async () => {
    const { browser, signupId, session } = await verifiedMember(world, form("my-own-shop"));
    const owner = await world.prisma.user.findUniqueOrThrow({ where: { id: session.userId } });
    const { tenant, run } = await workspace(world, { owner, subdomain: "my-own-shop" });
    expect(await browser.api.provisioning.start({ signupId })).toEqual({ runId: run.id, tenantId: tenant.id, reference: run.reference });
    expect(await world.prisma.signup.findUniqueOrThrow({ where: { id: signupId } })).toMatchObject({ state: "expired" });
  });

  test("a name that became somebody else's meanwhile is taken, and nothing is said of theirs", async () => {
    const { browser, signupId } = await verifiedMember(world, form("their-own-shop"));
    const { run } = await workspace(world, { subdomain: "their-own-shop" });
    const refusal = await failure(browser.api.provisioning.start({ signupId }));
    expect(refusal).toMatchObject({ code: "SUBDOMAIN_TAKEN", field: "subdomain" });
    expect(JSON.stringify(refusal)).not.toContain(run.reference);
    expect(await world.prisma.signup.findUniqueOrThrow({ where: { id: signupId } })).toMatchObject({ state: "verified" });
    expect(await world.prisma.secret.count({ where: { subject: signupId } })).toBe(1);
  });

  test("a signup that nobody started in time is over", async () => {
    const { browser, signupId } = await verifiedMember(world);
    world.clock.advance(world.services.config.durations.verifiedHold);
    expect(await failure(browser.api.provisioning.start({ signupId }))).toMatchObject({ code: "SIGNUP_EXPIRED" });
  });

  test("a signup whose address is not proved cannot be started by anybody", async () => {
    const { browser } = await verifiedMember(world);
    const { signupId } = await world.browser().api.signup.start({ ...form(), email: "unproved@example.com" });
    expect(await failure(browser.api.provisioning.start({ signupId }))).toMatchObject({ code: "NOT_FOUND" });
  });

  test("somebody else's signup does not exist for another member, and an admin has none", async () => {
    const { signupId } = await verifiedMember(world);
    const { session } = await verifiedMember(world);
    expect(await failure(world.browser(session).api.provisioning.start({ signupId }))).toMatchObject({ code: "NOT_FOUND" });
    expect(await failure(world.browser(ADMIN).api.provisioning.start({ signupId }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await failure(world.browser().api.provisioning.start({ signupId }))).toMatchObject({ code: "NOT_SIGNED_IN" });
  });
});

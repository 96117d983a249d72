import { randomUUID } from "node:crypto";
import type { Run } from "@nexus/db/client";
import { seal } from "@nexus/domain/secrets/seal";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, type World, createWorld, failure, form, verifiedMember, workOn, workspace } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 12);
  const { config } = world.services;
  // No worker is here: the tests end the runs themselves, however busy the machine is.
  Object.assign(world.services, { config: { ...config, durations: { ...config.durations, openWait: 30_000 } } });
});
afterAll(() => world.end());

const newKey = () => ({ idempotencyKey: randomUUID() });
const LINK_MS = 60_000;

/** A build that was started under a key and then failed, as the worker would leave it. */
async function failedBuild(end: Partial<Run> = {}) {
  const { browser, signupId, session } = await verifiedMember(world);
  const input = { signupId, ...newKey() };
  const answer = await browser.api.provisioning.start(input);
  await world.prisma.tenant.update({ where: { id: answer.tenantId }, data: { state: "released" } });
  await workOn(world, answer.runId, { run: { state: "rolled_back", errorCode: "DATABASE_DOWN", finishedAt: new Date(), ...end } });
  return { browser, session, input, answer, again: () => browser.api.provisioning.start(input) };
}

const stateOf = (id: string) => world.prisma.run.findUniqueOrThrow({ where: { id } });

describe("after a failure the same key", () => {
  test("starts the run's next attempt, once, however many twins ask", async () => {
    const { again, answer } = await failedBuild();
    expect(await Promise.all([again(), again(), again(), again()])).toEqual(Array(4).fill(answer));
    expect(await stateOf(answer.runId)).toMatchObject({ state: "queued", attempt: 2, epoch: 2, errorCode: null });
    expect(await world.prisma.run.count({ where: { tenantId: answer.tenantId } })).toBe(1);
    expect(await world.prisma.auditEvent.count({ where: { runId: answer.runId, action: "run.retry_requested" } })).toBe(1);
  });

  test("drives it on each time that it fails", async () => {
    const { again, answer } = await failedBuild();
    for (const attempt of [2, 3]) {
      await again();
      expect(await stateOf(answer.runId)).toMatchObject({ state: "queued", attempt });
      await workOn(world, answer.runId, { run: { state: "needs_attention" } });
    }
  });

  test("leaves a run alone that works, that has succeeded, or that a person stopped", async () => {
    for (const end of [{ state: "running" }, { state: "succeeded" }, { abortRequestedAt: new Date() }]) {
      const { again, answer } = await failedBuild(end);
      const before = await stateOf(answer.runId);
      expect(await again()).toEqual(answer);
      expect(await stateOf(answer.runId)).toEqual(before);
    }
  });

  test("is told when there is no way on: the password is gone, or the name is somebody else's", async () => {
    const gone = await failedBuild();
    await world.prisma.secret.deleteMany({ where: { subject: gone.answer.tenantId } });
    expect(await failure(gone.again())).toMatchObject({ code: "RUN_NOT_RETRYABLE", message: expect.stringContaining("Please sign up again.") });
    const taken = await failedBuild();
    const { subdomain } = await world.prisma.tenant.findUniqueOrThrow({ where: { id: taken.answer.tenantId } });
    await workspace(world, { subdomain });
    expect(await failure(taken.again())).toMatchObject({ code: "SUBDOMAIN_TAKEN" });
  });

  test("of a retry goes on to the attempt after the one that it had started", async () => {
    const { answer, browser } = await failedBuild();
    const retry = { runId: answer.runId, ...newKey() };
    expect(await browser.api.provisioning.retry(retry)).toEqual({ runId: answer.runId, attempt: 2 });
    expect(await browser.api.provisioning.retry(retry)).toEqual({ runId: answer.runId, attempt: 2 });
    await workOn(world, answer.runId, { run: { state: "rolled_back" } });
    expect(await browser.api.provisioning.retry(retry)).toEqual({ runId: answer.runId, attempt: 3 });
  });

  test("of a change by an admin retries the change's run", async () => {
    const { tenant } = await workspace(world);
    const { api } = world.browser(ADMIN);
    const input = { tenantId: tenant.id, reason: "Not paid", ...newKey() };
    const { runId } = await api.tenants.suspend(input);
    await workOn(world, runId, { run: { state: "needs_attention" } });
    expect(await api.tenants.suspend(input)).toMatchObject({ runId });
    expect(await stateOf(runId)).toMatchObject({ state: "queued", attempt: 2 });
  });

  test("of a new password sets it by another run, as the first one's is not kept", async () => {
    const { tenant, session } = await workspace(world);
    const { api } = world.browser(session);
    const input = { tenantId: tenant.id, password: "canary-tulip-42-orbit", ...newKey() };
    const first = await api.tenants.resetOwnerPassword(input);
    await workOn(world, first.runId, { run: { state: "rolled_back" } });
    await world.prisma.secret.deleteMany({ where: { subject: tenant.id } });
    const second = await api.tenants.resetOwnerPassword(input);
    expect(second.runId).not.toBe(first.runId);
    expect(await world.prisma.secret.count({ where: { subject: tenant.id, purpose: "new_owner_password" } })).toBe(1);
    expect(await api.tenants.resetOwnerPassword(input)).toEqual(second);
  });
});

describe("tenants.open with a key", () => {
  /** Ends the sign-in that waits, as the worker would. */
  const signIn = (tenantId: string, state: "succeeded" | "rolled_back") => eventually(async () => {
    const run = await world.prisma.run.findFirstOrThrow({ where: { tenantId, kind: "sign_in", state: "queued" } });
    const context = { subject: run.id, purpose: "sign_in_link" };
    const sealed = seal(world.services.sealingKey, context, `/login/${run.id}`);
    const expiresAt = new Date(world.clock.now().getTime() + LINK_MS);
    if (state === "succeeded") await world.prisma.secret.create({ data: { ...context, tenantId, sealed, expiresAt } });
    await workOn(world, run.id, { run: { state } });
    return run.id;
  }, { timeoutMs: 20_000 });

  test("twins get one link of one run, and so does who asks again while it is valid; after that there is another", async () => {
    const { tenant, session } = await workspace(world);
    const input = { tenantId: tenant.id, ...newKey() };
    const open = () => world.browser(session).api.tenants.open(input);
    const twins = [open(), open(), open()];
    const runId = await signIn(tenant.id, "succeeded");
    const answers = [...await Promise.all(twins), await open()];
    expect(new Set(answers.map(({ url }) => url))).toEqual(new Set([expect.stringContaining(`/login/${runId}`)]));
    expect(await world.prisma.run.count({ where: { tenantId: tenant.id, kind: "sign_in" } })).toBe(1);
    world.clock.advance(LINK_MS + 1);
    const later = open();
    const next = await signIn(tenant.id, "succeeded");
    expect(next).not.toBe(runId);
    expect((await later).url).toContain(`/login/${next}`);
  });

  test("a sign-in that failed is asked for anew", async () => {
    const { tenant, session } = await workspace(world);
    const input = { tenantId: tenant.id, ...newKey() };
    const open = () => world.browser(session).api.tenants.open(input);
    const first = failure(open());
    await signIn(tenant.id, "rolled_back");
    expect(await first).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    const second = open();
    const runId = await signIn(tenant.id, "succeeded");
    expect((await second).url).toContain(`/login/${runId}`);
  });
});

describe("signup.start with a key", () => {
  test("whose answer was lost gives the same signup and a cookie that opens it, with one mail and one hold", async () => {
    const wanted = { ...form(), ...newKey() };
    const answers = await Promise.all(Array.from({ length: 4 }, () => world.browser().api.signup.start(wanted)));
    const browser = world.browser();
    expect([...answers, await browser.api.signup.start(wanted)]).toEqual(Array(5).fill(answers[0]));
    const { signupId } = await browser.api.signup.current({ signupId: answers[0]?.signupId ?? "" });
    expect(await world.prisma.outboxMail.count({ where: { to: wanted.email } })).toBe(1);
    expect(await world.prisma.nameHold.count({ where: { subdomain: wanted.subdomain } })).toBe(1);
    expect(await browser.api.signup.verify({ signupId, code: await world.mailedCode(wanted.email) })).toHaveProperty("ticket");
  });

  test("is a conflict with other content of the same address, and nothing to any other address", async () => {
    const wanted = { ...form(), ...newKey() };
    await world.browser().api.signup.start(wanted);
    expect(await failure(world.browser().api.signup.start({ ...wanted, organization: "Another Ltd" }))).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    const { idempotencyKey } = wanted;
    expect(await world.browser().api.signup.start({ ...form(), idempotencyKey })).toHaveProperty("signupId");
    // Nobody learns by trying keys that the address signs up here, or for what.
    expect(await failure(world.browser().api.signup.start({ ...wanted, ...newKey() }))).toMatchObject({ code: "SUBDOMAIN_TAKEN" });
  });

  test("begins anew when the time of the first one ran out", async () => {
    const wanted = { ...form(), ...newKey() };
    const first = await world.browser().api.signup.start(wanted);
    world.clock.advance(world.services.config.durations.hold);
    const browser = world.browser();
    const second = await browser.api.signup.start(wanted);
    expect(second.signupId).not.toBe(first.signupId);
    expect(await browser.api.signup.current({ signupId: second.signupId })).toMatchObject({ state: "pending" });
  });
});

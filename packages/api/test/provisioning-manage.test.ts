import { RUN_STATES } from "@nexus/domain/states/run";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, type Browser, OPERATOR, type World, createWorld, failure, form, workOn, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const events = (runId: string, action: string) => world.prisma.auditEvent.findMany({ where: { runId, action } });

describe("provisioning.retry", () => {
  test.each(["owner", "admin"] as const)("a rolled-back run's %s gets another attempt, and the name is taken again", async (who) => {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    const { api } = world.browser(who === "owner" ? session : ADMIN);
    expect(await api.provisioning.retry({ runId: run.id })).toEqual({ runId: run.id, attempt: 2 });
    expect(await world.prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "queued", attempt: 2, epoch: 2 });
    expect(await world.prisma.tenant.findUniqueOrThrow({ where: { id: tenant.id } })).toMatchObject({ state: "reserved" });
    expect(await events(run.id, "run.retry_requested")).toMatchObject([{ actorKind: who, ip: "192.0.2.7" }]);
  });

  test.each(RUN_STATES.filter((state) => state !== "rolled_back" && state !== "needs_attention"))("a run that is %s is not retried", async (state) => {
    const { run, session } = await workspace(world, { run: state });
    expect(await failure(world.browser(session).api.provisioning.retry({ runId: run.id }))).toMatchObject({ code: "RUN_NOT_RETRYABLE" });
  });

  test("a sign-in is asked for anew instead", async () => {
    const { run, session } = await workspace(world, { run: "rolled_back", kind: "sign_in" });
    expect(await failure(world.browser(session).api.provisioning.retry({ runId: run.id }))).toMatchObject({ code: "RUN_NOT_RETRYABLE" });
  });

  test("a name that somebody else holds by now is taken, and the run stays as it was", async () => {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    await world.browser().api.signup.start(form(tenant.subdomain, "quick@example.com"));
    expect(await failure(world.browser(session).api.provisioning.retry({ runId: run.id }))).toMatchObject({ code: "SUBDOMAIN_TAKEN" });
    expect(await world.prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "rolled_back", attempt: 1 });
  });

  test.each([["wiped", null], ["expired", -1]] as const)("is neither offered nor done when the owner's password is %s", async (_, ms) => {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    const { api } = world.browser(session);
    expect(await api.provisioning.status({ runId: run.id })).toMatchObject({ mayRetry: true });
    if (ms === null) await world.prisma.secret.deleteMany({ where: { subject: tenant.id } });
    else await world.prisma.secret.updateMany({ where: { subject: tenant.id }, data: { expiresAt: new Date(world.clock.now().getTime() + ms) } });
    expect(await api.provisioning.status({ runId: run.id })).toMatchObject({ mayRetry: false });
    const refusal = await failure(api.provisioning.retry({ runId: run.id }));
    expect(refusal).toMatchObject({ code: "RUN_NOT_RETRYABLE", message: expect.stringContaining("Please sign up again.") });
  });

  test("an admin may have the rest of a failed undo taken back, also without the owner's password", async () => {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "needs_attention" });
    await world.prisma.secret.deleteMany({ where: { subject: tenant.id } });
    expect(await failure(world.browser(session).api.provisioning.retry({ runId: run.id }))).toMatchObject({ code: "RUN_NOT_RETRYABLE" });
    expect(await world.browser(ADMIN).api.provisioning.retry({ runId: run.id })).toMatchObject({ attempt: 2 });
  });

  test("a member who has two builds under way gets no third one, an admin does", async () => {
    const { owner, run, session } = await workspace(world, { tenant: "released", run: "rolled_back" });
    await workspace(world, { owner, tenant: "reserved", run: "running" });
    await workspace(world, { owner, tenant: "reserved", run: "queued" });
    const refusal = await failure(world.browser(session).api.provisioning.retry({ runId: run.id }));
    expect(refusal).toMatchObject({ code: "RATE_LIMITED", message: expect.stringContaining("2 workspaces") });
    expect(await world.browser(ADMIN).api.provisioning.retry({ runId: run.id })).toMatchObject({ attempt: 2 });
  });

  test("of two who press it at once one starts the attempt", async () => {
    const { run, session } = await workspace(world, { tenant: "released", run: "rolled_back" });
    const { api } = world.browser(session);
    const answers = await Promise.allSettled([api.provisioning.retry({ runId: run.id }), api.provisioning.retry({ runId: run.id })]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("provisioning.abort", () => {
  test.each(["owner", "admin"] as const)("the %s stops a run that works, with a reason on record", async (who) => {
    const { run, session } = await workspace(world, { tenant: "reserved", run: "running" });
    const { api } = world.browser(who === "owner" ? session : ADMIN);
    expect(await api.provisioning.abort({ runId: run.id, reason: "A typing error." })).toEqual({ runId: run.id, abortRequested: true });
    expect(await api.provisioning.abort({ runId: run.id })).toEqual({ runId: run.id, abortRequested: true });
    expect(await events(run.id, "run.abort_requested")).toMatchObject([{ actorKind: who, reason: "A typing error." }]);
    expect(await api.provisioning.status({ runId: run.id })).toMatchObject({ abortRequested: true, mayAbort: false });
  });

  test.each(["undoing", "succeeded", "rolled_back", "needs_attention"] as const)("a run that is %s cannot be stopped", async (state) => {
    const { run } = await workspace(world, { run: state });
    expect(await failure(world.browser(ADMIN).api.provisioning.abort({ runId: run.id }))).toMatchObject({ code: "RUN_NOT_ABORTABLE" });
  });

  test("a deletion cannot be stopped", async () => {
    const { run, session } = await workspace(world, { tenant: "deleting", run: "running", kind: "deprovision" });
    expect(await failure(world.browser(session).api.provisioning.abort({ runId: run.id }))).toMatchObject({ code: "RUN_NOT_ABORTABLE" });
  });
});

describe("changes that give the bench work", () => {
  const id = "00000000-0000-4000-8000-000000000000";
  test("are limited together for each member, and not for admins", async () => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, changeRunByUser: { points: 1, seconds: 3600 } } });
    try {
      const { session } = await workspace(strict);
      const calls = [
        ({ api }: Browser) => api.provisioning.retry({ runId: id }), ({ api }: Browser) => api.provisioning.abort({ runId: id }),
        ({ api }: Browser) => api.provisioning.start({ signupId: id }), ({ api }: Browser) => api.tenants.remove({ tenantId: id, subdomain: "x" }),
      ] as const;
      expect(await failure(calls[0](strict.browser(session)))).toMatchObject({ code: "NOT_FOUND" });
      for (const call of calls) expect(await failure(call(strict.browser(session)))).toMatchObject({ code: "RATE_LIMITED" });
      for (const call of [calls[0], calls[1], calls[3]]) expect(await failure(call(strict.browser(ADMIN)))).toMatchObject({ code: "NOT_FOUND" });
    } finally {
      await strict.end();
    }
  });
});

describe("provisioning.list", () => {
  test("pages through all runs, newest first, each once, also when they began in the same millisecond", async () => {
    const quiet = await createWorld();
    try {
      const at = new Date();
      for (let n = 0; n < 7; n += 1) {
        const { run } = await workspace(quiet);
        await quiet.prisma.run.update({ where: { id: run.id }, data: { createdAt: at } });
      }
      const { api } = quiet.browser(OPERATOR);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof api.provisioning.list>> = await api.provisioning.list({ limit: 3, cursor });
        seen.push(...page.runs.map(({ runId }) => runId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      const all = await quiet.prisma.run.findMany({ orderBy: { id: "desc" } });
      expect(seen).toEqual(all.map(({ id }) => id));
    } finally {
      await quiet.end();
    }
  });

  test("finds by state, kind, part of a name, of an address or of a reference", async () => {
    const wanted = await workspace(world, { run: "needs_attention", kind: "deprovision", tenant: "deleting" });
    await workOn(world, wanted.run.id, { step: { name: "drop_site", state: "succeeded" } });
    const { api } = world.browser(ADMIN);
    const filters = [
      { state: "needs_attention", kind: "deprovision" }, { search: wanted.tenant.subdomain.slice(2).toUpperCase() },
      { search: wanted.owner.email }, { search: wanted.run.reference.slice(3) },
    ] as const;
    for (const filter of filters) {
      const { runs } = await api.provisioning.list(filter);
      expect(runs).toEqual([expect.objectContaining({ runId: wanted.run.id, ownerEmail: wanted.owner.email, stepsDone: 1, stepsTotal: 1 })]);
    }
    expect(await api.provisioning.list({ search: "nothing-like-this" })).toEqual({ runs: [], nextCursor: null });
  });

  test("a percent sign is searched for, not a pattern", async () => {
    expect((await world.browser(ADMIN).api.provisioning.list({ search: "%" })).runs).toEqual([]);
  });

  test("a cursor that is none of this list's is refused by name", async () => {
    for (const cursor of ["rubbish", Buffer.from('["1"]').toString("base64url")]) {
      expect(await failure(world.browser(ADMIN).api.provisioning.list({ cursor }))).toMatchObject({ code: "INVALID_INPUT", field: "cursor" });
    }
  });
});

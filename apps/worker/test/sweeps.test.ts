import { randomUUID } from "node:crypto";
import { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { PrismaClient, Signup } from "@nexus/db/client";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FencedError } from "@nexus/provisioning/engine";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { requeueUndispatched } from "../src/leases/requeue-undispatched.ts";
import { sweepLeases } from "../src/leases/sweep-leases.ts";
import { takeOver } from "../src/leases/take-over.ts";
import { createLogger } from "../src/logging/logger.ts";
import { claimRun } from "../src/runs/claim-run.ts";
import { beginDueDeletions } from "../src/sweep/begin-due-deletions.ts";
import { endAbandonedRuns } from "../src/sweep/end-abandoned-runs.ts";
import { expireIdempotencyKeys } from "../src/sweep/expire-idempotency-keys.ts";
import { expireSecrets } from "../src/sweep/expire-secrets.ts";
import { expireSignups } from "../src/sweep/expire-signups.ts";
import { forgetWorkflows } from "../src/sweep/forget-workflows.ts";
import { VISITOR } from "./world/runs.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const BEFORE = new Date("2026-03-01T11:59:59Z");
const AFTER = new Date("2026-03-01T12:00:01Z");
const SWEEPER = { kind: "system", id: "sweeper", ip: null } as const;
const log = createLogger("silent");

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());

async function signup(state: string, expiresAt: Date): Promise<Signup> {
  const id = randomUUID();
  const subdomain = `s-${id.slice(0, 8)}`;
  const row = await prisma.signup.create({
    data: {
      id, state, email: `${id}@example.com`, fullName: "Ada", organization: "Sim", subdomain, plan: "Free", tokenHash: "-", codeHash: "-",
      codeExpiresAt: expiresAt, requestId: "req-9", ticketHash: "ticket", expiresAt,
    },
  });
  await prisma.nameHold.create({ data: { subdomain, signupId: id, expiresAt } });
  await prisma.secret.create({ data: { subject: id, purpose: "owner_password", sealed: Buffer.from("sealed") } });
  return row;
}

describe("a signup whose time ran out", () => {
  test.each(["pending", "verified"])("loses its name and its password when it is %s, and that is recorded once", async (state) => {
    const { id } = await signup(state, BEFORE);
    await expireSignups(prisma, SWEEPER, NOW);
    await expireSignups(prisma, SWEEPER, NOW);
    expect(await prisma.signup.findUniqueOrThrow({ where: { id }, include: { hold: true } })).toMatchObject({ state: "expired", ticketHash: null, hold: null });
    expect(await prisma.secret.count({ where: { subject: id } })).toBe(0);
    const { subdomain } = await prisma.signup.findUniqueOrThrow({ where: { id } });
    expect(await prisma.auditEvent.count({ where: { action: "signup.expired", subdomain, requestId: "req-9" } })).toBe(1);
  });

  test("is left alone when it led to a run, and so is one that has time left", async () => {
    const consumed = await signup("consumed", BEFORE);
    const young = await signup("verified", AFTER);
    await expireSignups(prisma, SWEEPER, NOW);
    expect(await prisma.signup.findUniqueOrThrow({ where: { id: consumed.id } })).toMatchObject({ state: "consumed" });
    expect(await prisma.signup.findUniqueOrThrow({ where: { id: young.id }, include: { hold: true } })).toMatchObject({ state: "verified", hold: { subdomain: young.subdomain } });
  });
});

describe("a workspace that is going to be deleted", () => {
  /** One whose time is so many seconds from now by the database's clock. */
  async function planned(seconds: number, { built = true } = {}): Promise<{ id: string; subdomain: string }> {
    const subdomain = `d-${randomUUID().slice(0, 8)}`;
    const owner = await prisma.user.create({ data: { email: `${subdomain}@example.com`, fullName: "Ada", emailVerifiedAt: NOW } });
    const { id } = await prisma.tenant.create({
      data: { subdomain, site: `${subdomain}.localhost`, organization: "Sim", plan: "Free", ownerId: owner.id, state: "deletion_scheduled", deleteAt: NOW },
    });
    await prisma.$executeRaw`update tenants set delete_at = clock_timestamp() + make_interval(secs => ${seconds}) where id = ${id}::uuid`;
    if (built) await prisma.run.create({ data: { tenantId: id, kind: "provision", state: "succeeded", reference: `R-${subdomain}`, input: { apps: [] }, requestId: "req-9" } });
    return { id, subdomain };
  }
  const errors: unknown[] = [];
  const sweep = () => beginDueDeletions({ prisma, actor: SWEEPER, onError: (error) => void errors.push(error) });

  test("begins to be removed when its time has come, once, however many workers look at the same moment", async () => {
    const due = await planned(-1);
    const later = await planned(3600);
    const begun = await Promise.all([sweep(), sweep(), sweep()]);
    expect(begun.flat()).toEqual([due.subdomain]);
    expect(await sweep()).toEqual([]);
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: due.id } })).toMatchObject({ state: "deleting", deleteAt: null });
    expect(await prisma.run.findMany({ where: { tenantId: due.id, kind: "deprovision" } })).toMatchObject([{ state: "queued", input: { dbName: expect.stringMatching(/^nx_[0-9a-f]{24}_1$/) as string } }]);
    expect(await prisma.auditEvent.findMany({ where: { tenantId: due.id, action: "tenant.deletion_due" } }))
      .toMatchObject([{ actorKind: "system", actor: "sweeper", before: { state: "deletion_scheduled" }, after: { state: "deleting" } }]);
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: later.id } })).toMatchObject({ state: "deletion_scheduled" });
    expect(errors).toEqual([]);
  });

  test("is left as it is when it cannot be, and does not keep the others", async () => {
    const strange = await planned(-2, { built: false });
    const due = await planned(-1);
    expect(await sweep()).toEqual([due.subdomain]);
    expect(errors).toHaveLength(1);
    expect(await prisma.tenant.findUniqueOrThrow({ where: { id: strange.id } })).toMatchObject({ state: "deletion_scheduled" });
    expect(await prisma.auditEvent.count({ where: { tenantId: strange.id } })).toBe(0);
  });
});

test("secrets are deleted when their time is up, and not before", async () => {
  const subject = randomUUID();
  const sealed = Buffer.from("sealed");
  await prisma.secret.createMany({ data: [
    { subject, purpose: "api_key", sealed, expiresAt: BEFORE }, { subject, purpose: "api_secret", sealed, expiresAt: AFTER }, { subject, purpose: "owner_password", sealed },
  ] });
  await expireSecrets(prisma, NOW);
  const left = await prisma.secret.findMany({ where: { subject }, orderBy: { purpose: "asc" } });
  expect(left.map(({ purpose }) => purpose)).toEqual(["api_secret", "owner_password"]);
});

test("idempotency keys are forgotten when their time is over, and not before", async () => {
  const key = (id: string, expiresAt: Date) => ({ id, procedure: "tenants.suspend", digest: "d", expiresAt });
  await prisma.idempotencyKey.createMany({ data: [key("late", BEFORE), key("now", NOW), key("young", AFTER)] });
  await expireIdempotencyKeys(prisma, NOW);
  expect(await prisma.idempotencyKey.findMany({ select: { id: true } })).toEqual([{ id: "young" }]);
});

describe("an executor", () => {
  let executorId: string;
  let runId: string;
  beforeEach(async () => {
    executorId = `worker-${randomUUID()}`;
    await prisma.$executeRaw`insert into worker_leases (executor_id, host, pid, expires_at) values (${executorId}, 'test', 1, clock_timestamp() + interval '1 hour')`;
    runId = await prisma.$transaction(async (tx) => {
      const owner = await tx.user.create({ data: { email: `${executorId}@example.com`, fullName: "Ada", emailVerifiedAt: NOW } });
      const subdomain = executorId.slice(0, 30);
      const tenant = await tx.tenant.create({ data: { subdomain, site: `${subdomain}.localhost`, organization: "Sim", plan: "Free", ownerId: owner.id } });
      return (await enqueueRun(tx, VISITOR, { kind: "provision", tenant, input: { apps: [] } })).id;
    });
  });

  /** What DBOS does when it takes a workflow from its queue. */
  const dispatch = (ageSeconds: number) => prisma.$executeRaw`
    update dbos.workflow_status set status = 'PENDING', executor_id = ${executorId}, owner_xid = 'x',
      updated_at = (extract(epoch from clock_timestamp()) * 1000)::bigint - ${ageSeconds * 1000}
    where workflow_uuid = ${`run:${runId}:1`}`;
  const workflow = async () => (await prisma.$queryRaw<{ status: string; queue_name: string }[]>`
    select status, queue_name from dbos.workflow_status where workflow_uuid = ${`run:${runId}:1`}`)[0];
  const take = (lease: "expired" | "own") => takeOver(prisma, { executorId, actor: SWEEPER, lease, reason: "test" });

  test("whose lease holds cannot be taken over", async () => {
    await dispatch(0);
    expect(await take("expired")).toBe(false);
    expect(await workflow()).toMatchObject({ status: "PENDING" });
  });

  test("loses a run that DBOS gave it and that it has not claimed: the claim comes too late", async () => {
    await dispatch(0);
    await prisma.$executeRaw`update worker_leases set expires_at = clock_timestamp() - interval '1 second' where executor_id = ${executorId}`;
    expect(await take("expired")).toBe(true);
    expect(await workflow()).toEqual({ status: "ENQUEUED", queue_name: "runs.provision" });
    expect(await prisma.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ epoch: 2, executorId: null });
    await expect(claimRun(prisma, executorId, runId, 1)).rejects.toThrow(FencedError);
    expect(await prisma.auditEvent.count({ where: { action: "run.taken_over", runId } })).toBe(1);
  });

  test("is taken over once, however many try at the same moment", async () => {
    await dispatch(0);
    const taken = await Promise.all([take("own"), take("own"), take("own")]);
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await prisma.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ epoch: 2 });
  });

  test("claims only the current attempt of a run that is not over", async () => {
    expect(await claimRun(prisma, executorId, runId, 2)).toBeNull();
    expect(await claimRun(prisma, executorId, runId, 1)).toMatchObject({ id: runId, epoch: 1 });
    await prisma.run.update({ where: { id: runId }, data: { state: "succeeded" } });
    expect(await claimRun(prisma, executorId, runId, 1)).toBeNull();
  });

  const sweep = (isSteady: boolean) => sweepLeases({
    prisma, log, executorId: "worker-sweeping", lease: { isSteady: () => isSteady, confirm: async () => undefined, stop: async () => undefined },
  });

  test("that has work but no lease at all is taken over", async () => {
    await dispatch(0);
    await prisma.workerLease.delete({ where: { executorId } });
    await sweep(true);
    expect(await workflow()).toMatchObject({ status: "ENQUEUED" });
    expect(await prisma.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ epoch: 2 });
    expect(await prisma.workerLease.count({ where: { executorId } })).toBe(0);
  });

  test("whose lease ran out while the database was away has the time to renew it", async () => {
    await dispatch(0);
    await prisma.$executeRaw`update worker_leases set expires_at = clock_timestamp() - interval '1 second' where executor_id = ${executorId}`;
    await sweep(false);
    expect(await workflow()).toMatchObject({ status: "PENDING" });
    await sweep(true);
    expect(await workflow()).toMatchObject({ status: "ENQUEUED" });
  });

  test("leaves a run to a person whose execution is over, tells its owner, and limits the life of its secrets", async () => {
    const { tenantId } = await prisma.run.findUniqueOrThrow({ where: { id: runId } });
    await prisma.secret.create({ data: { subject: tenantId, tenantId, purpose: "owner_password", sealed: Buffer.from("sealed") } });
    await prisma.$executeRaw`update dbos.workflow_status set status = 'ERROR' where workflow_uuid = ${`run:${runId}:1`}`;
    const parts = { prisma, actor: SWEEPER, now: () => NOW, sealingKey: sealingKey("a key for the tests of the sweeps"), siteUrl: (site: string) => `http://${site}`, webUrl: "http://web.localhost" };
    const { reference } = await prisma.run.findUniqueOrThrow({ where: { id: runId } });
    expect(await endAbandonedRuns(parts)).toEqual([reference]);
    expect(await endAbandonedRuns(parts)).toEqual([]);
    expect(await prisma.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ state: "needs_attention", errorCode: "EXECUTION_ENDED" });
    expect(await prisma.outboxMail.findMany({ where: { to: `${executorId}@example.com` } })).toMatchObject([{ template: "workspace_stuck" }]);
    expect(await prisma.secret.findMany({ where: { subject: tenantId } })).toMatchObject([{ expiresAt: new Date("2026-03-02T12:00:00Z") }]);
  });

  test.each([
    ["is over for long enough is forgotten with the answers of its steps", { status: "SUCCESS", days: 31, run: "succeeded" }, false],
    ["ended in an error is forgotten likewise, once its run is over", { status: "ERROR", days: 31, run: "needs_attention" }, false],
    ["is over for less than 30 days is kept", { status: "SUCCESS", days: 29, run: "succeeded" }, true],
    ["waits is kept, however old it is", { status: "ENQUEUED", days: 31, run: "queued" }, true],
    ["is over before its run is kept, as the sweep of abandoned runs must see it", { status: "SUCCESS", days: 31, run: "running" }, true],
  ] as const)("a workflow that %s", async (_what, { status, days, run }, isKept) => {
    const id = `run:${runId}:1`;
    await prisma.run.update({ where: { id: runId }, data: { state: run } });
    await prisma.$executeRaw`insert into dbos.operation_outputs (workflow_uuid, function_id, function_name, output) values (${id}, 0, 'begin', '[]')`;
    await prisma.$executeRaw`
      update dbos.workflow_status set status = ${status}, created_at = (extract(epoch from now() - make_interval(days => ${days})) * 1000)::bigint,
        updated_at = (extract(epoch from now() - make_interval(days => ${days})) * 1000)::bigint where workflow_uuid = ${id}`;
    const client = await DBOSClient.create({ systemDatabaseUrl: database.url });
    await forgetWorkflows(prisma, (ids) => client.deleteWorkflows(ids));
    await client.destroy();
    const [left] = await prisma.$queryRaw<unknown[]>`
      select (select count(*)::int from dbos.workflow_status where workflow_uuid = ${id}) as workflows, (select count(*)::int from dbos.operation_outputs where workflow_uuid = ${id}) as answers`;
    expect(left).toEqual(isKept ? { workflows: 1, answers: 1 } : { workflows: 0, answers: 0 });
  });

  test("a run that is over and whose workflow is forgotten is not taken for abandoned", async () => {
    await prisma.run.update({ where: { id: runId }, data: { state: "succeeded" } });
    await prisma.$executeRaw`delete from dbos.workflow_status where workflow_uuid = ${`run:${runId}:1`}`;
    const parts = { prisma, actor: SWEEPER, now: () => NOW, sealingKey: sealingKey("a key for the tests of the sweeps"), siteUrl: (site: string) => `http://${site}`, webUrl: "http://web.localhost" };
    await endAbandonedRuns(parts);
    expect(await prisma.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ state: "succeeded" });
  });

  test("returns a workflow that was given to it and got lost on the way, but none that it works on", async () => {
    await dispatch(60);
    await requeueUndispatched(prisma, executorId, new Set([`run:${runId}:1`]), log);
    expect(await workflow()).toMatchObject({ status: "PENDING" });
    await dispatch(1);
    await requeueUndispatched(prisma, executorId, new Set(), log);
    expect(await workflow()).toMatchObject({ status: "PENDING" });
    await dispatch(60);
    await requeueUndispatched(prisma, executorId, new Set(), log);
    expect(await workflow()).toMatchObject({ status: "ENQUEUED" });
  });
});

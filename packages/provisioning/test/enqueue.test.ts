import type { PrismaClient } from "@nexus/db/client";
import { RUN_KINDS } from "@nexus/domain/states/run";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unseal } from "@nexus/domain/secrets/seal";
import { MAIL_VALUES, queueMail } from "../src/mail/queue-mail.ts";
import { enqueueRun } from "../src/runs/enqueue.ts";
import { requestRetry } from "../src/runs/request-retry.ts";
import { NAME_REST, OWNER, SEALING_KEY, accept } from "./simulation.ts";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());

const queued = () => prisma.$queryRaw<{ workflow_uuid: string; queue_name: string; queue_partition_key: string | null; status: string }[]>`
  select workflow_uuid, queue_name, queue_partition_key, status from dbos.workflow_status order by created_at`;

test("a run is queued if and only if the transaction that accepts it commits", async () => {
  const run = await accept(prisma);
  expect(await queued()).toEqual([{ workflow_uuid: `run:${run.id}:1`, queue_name: "runs.provision", queue_partition_key: null, status: "ENQUEUED" }]);
  const tenant = await prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } });
  const refused = prisma.$transaction(async (tx) => {
    await enqueueRun(tx, OWNER, { kind: "sign_in", tenant, input: { apps: [] } });
    throw new Error("refused after all");
  });
  await expect(refused).rejects.toThrow("refused after all");
  expect(await queued()).toHaveLength(1);
  expect(await prisma.run.count({ where: { tenantId: tenant.id } })).toBe(1);
});

test("runs that change the same thing of a workspace wait for each other, the others for nobody", async () => {
  const { tenantId } = await accept(prisma);
  const tenant = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const runs = await prisma.$transaction((tx) => Promise.all(RUN_KINDS.map((kind) => enqueueRun(tx, OWNER, { kind, tenant, input: { apps: [] } }))));
  const queues = new Map((await queued()).map((row) => [row.workflow_uuid, [row.queue_name, row.queue_partition_key]]));
  expect(Object.fromEntries(runs.map(({ id, kind }) => [kind, queues.get(`run:${id}:1`)]))).toEqual({
    provision: ["runs.provision", null], sign_in: ["runs.sign_in", null],
    suspend: ["runs.access", tenantId], resume: ["runs.access", tenantId], deprovision: ["runs.access", tenantId], remove_leftovers: ["runs.access", tenantId],
    set_plan: ["runs.set_plan", tenantId], reset_password: ["runs.reset_password", tenantId], register: ["runs.register", tenantId],
  });
});

test("a run that works or has succeeded cannot be retried", async () => {
  const run = await accept(prisma);
  for (const state of ["queued", "running", "undoing", "succeeded"]) {
    await prisma.run.update({ where: { id: run.id }, data: { state } });
    await expect(prisma.$transaction((tx) => requestRetry(tx, OWNER, run.id, NAME_REST)), state).rejects.toMatchObject({ code: "RUN_NOT_RETRYABLE" });
  }
});

test("a run whose workspace is open is not retried, which would take back what it built", async () => {
  const run = await accept(prisma);
  await prisma.run.update({ where: { id: run.id }, data: { state: "needs_attention" } });
  await prisma.tenant.update({ where: { id: run.tenantId }, data: { state: "active" } });
  await expect(prisma.$transaction((tx) => requestRetry(tx, OWNER, run.id, NAME_REST))).rejects.toMatchObject({ code: "RUN_NOT_RETRYABLE" });
  expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "needs_attention", attempt: 1 });
});

test("a name that somebody else has by now is not taken from them by a retry", async () => {
  const run = await accept(prisma);
  await prisma.run.update({ where: { id: run.id }, data: { state: "rolled_back" } });
  const { id, ...tenant } = await prisma.tenant.update({ where: { id: run.tenantId }, data: { state: "released" } });
  await prisma.tenant.create({ data: { ...tenant, state: "reserved" } });
  await expect(prisma.$transaction((tx) => requestRetry(tx, OWNER, run.id, NAME_REST))).rejects.toMatchObject({ code: "SUBDOMAIN_TAKEN" });
  expect(await prisma.tenant.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "released" });
  expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "rolled_back", attempt: 1 });
});

test("one cause makes one mail, and its values are not in the database in the clear", async () => {
  const values = { fullName: "Ada", organization: "Sim", code: "918273", minutes: 10, known: false };
  const mail = { key: "code:1", to: "ada@example.com", template: "signup_code", values } as const;
  for (let times = 0; times < 2; times += 1) await prisma.$transaction((tx) => queueMail(tx, OWNER, SEALING_KEY, mail));
  const [row, ...others] = await prisma.outboxMail.findMany({ where: { key: "code:1" } });
  expect(others).toEqual([]);
  const sealed = Buffer.from(row?.sealedValues ?? []);
  expect(sealed.toString("latin1")).not.toContain("918273");
  expect(JSON.parse(unseal(SEALING_KEY, { subject: row?.id ?? "", purpose: MAIL_VALUES }, sealed))).toEqual(values);
  expect(await prisma.auditEvent.count({ where: { action: "mail.queued", after: { path: ["mail"], equals: row?.id ?? "" } } })).toBe(1);
});

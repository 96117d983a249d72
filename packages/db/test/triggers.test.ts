import { afterAll, beforeAll, expect, test } from "vitest";
import { createPrisma, type PrismaClient } from "../src/client.ts";
import { AUDIT_CHANNEL, listen, RUN_CHANNEL } from "../src/listen.ts";
import { migrate } from "../src/migrate.ts";
import { createEmptyDatabase, type EmptyDatabase } from "./database.ts";

let database: EmptyDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createEmptyDatabase();
  await migrate(database.url);
  prisma = createPrisma(database.url);
});

afterAll(async () => {
  await prisma.$disconnect();
  await database.drop();
});

const EVENT = { actorKind: "system", actor: "test", requestId: "r-1", action: "run.queued", outcome: "succeeded" };

test.each([
  ["changed", "update audit_events set actor = 'another'"],
  ["deleted", "delete from audit_events"],
  ["emptied", "truncate audit_events"],
])("an audit event cannot be %s", async (_verb, sql) => {
  await prisma.auditEvent.create({ data: EVENT });
  const before = await prisma.auditEvent.count();
  await expect(database.query(sql)).rejects.toThrow(/The audit log is append-only: [A-Z]+ on audit_events is refused/);
  expect(await prisma.auditEvent.count()).toBe(before);
});

test("a committed audit event and a run's new version are told, a rolled-back one and a mere touch are not", async () => {
  const told: string[] = [];
  const fence = Promise.withResolvers<void>();
  const onNotify = (channel: string, payload: string): void => {
    if (channel === "fence") fence.resolve();
    else told.push(`${channel} ${payload}`);
  };
  const listener = listen(database.url, [AUDIT_CHANNEL, RUN_CHANNEL, "fence"], { onNotify, onReconnect: () => undefined });
  await listener.ready;

  await expect(prisma.$transaction(async (tx) => {
    await tx.auditEvent.create({ data: EVENT });
    throw new Error("rolled back");
  })).rejects.toThrow("rolled back");
  const event = await prisma.auditEvent.create({ data: EVENT });
  const run = await createRun();
  await prisma.run.update({ where: { id: run.id }, data: { executorId: "executor-1" } });
  await prisma.run.update({ where: { id: run.id }, data: { version: { increment: 1 } } });
  // Notifications of one listener arrive in the order of commits, so after this one nothing is missing.
  await database.query("select pg_notify('fence', '')");
  await fence.promise;
  await listener.close();

  expect(told).toEqual([`${AUDIT_CHANNEL} ${event.id}`, `${RUN_CHANNEL} ${run.id}:1`, `${RUN_CHANNEL} ${run.id}:2`]);
});

async function createRun() {
  const owner = await prisma.user.create({ data: { email: "owner@example.com", fullName: "Ada", emailVerifiedAt: new Date() } });
  const site = "acme.example.test";
  const tenant = await prisma.tenant.create({ data: { subdomain: "acme", site, organization: "Acme", plan: "Free", ownerId: owner.id } });
  return prisma.run.create({ data: { reference: "R-1", kind: "provision", tenantId: tenant.id, requestId: "r-1", input: {} } });
}

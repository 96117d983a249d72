import type { PrismaClient, Run } from "@nexus/db/generated/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { RunKind } from "@nexus/domain/states/run";
import type { Plan } from "@nexus/domain/plans/plan";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { definitionOf } from "@nexus/provisioning/definition";
import { memoryEngine } from "@nexus/provisioning/engine-memory";
import { interpret, type Try } from "@nexus/provisioning/interpret";
import { prismaBooks } from "@nexus/provisioning/journal/prisma-books";
import { prismaJournal } from "@nexus/provisioning/journal/prisma-journal";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { runInput } from "@nexus/provisioning/runs/input";
import { requestAbort } from "@nexus/provisioning/runs/request-abort";
import { requestRetry } from "@nexus/provisioning/runs/request-retry";
import { beginDeletion } from "@nexus/provisioning/tenants/begin-deletion";
import { lockTenant } from "@nexus/provisioning/tenants/change-tenant";
import { takeOver } from "@nexus/worker/leases/take-over";
import { claimRun } from "@nexus/worker/runs/claim-run";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelPrisma } from "../src/database/prisma.ts";
import { DatabaseServer } from "../src/database/server.ts";
import { Kernel } from "../src/kernel/kernel.ts";

/**
 * The simulation is worth what its model of the database is worth: what the product's own functions do must
 * come to the same rows and the same refusals in the model as in PostgreSQL.
 */
let real: TestDatabase;
beforeAll(async () => { real = await createTestDatabase(); });
afterAll(() => real.drop());

const OWNER: Actor = { kind: "owner", id: "owner", ip: null, requestId: "request" };
const WORKER: Actor = { kind: "worker", id: "worker-1", ip: null, requestId: "request" };
const REST = { now: new Date(), nameRest: 180 * 86_400_000 };
const key = sealingKey("a key of this test alone");

async function accept(prisma: PrismaClient, subdomain: string): Promise<Run> {
  return prisma.$transaction(async (tx) => {
    const email = `${subdomain}@example.com`;
    const owner = await tx.user.upsert({ where: { email }, create: { email, fullName: "Ada", emailVerifiedAt: new Date() }, update: { fullName: "Ada again" } });
    const tenant = await tx.tenant.create({ data: { subdomain, site: `${subdomain}.example.com`, organization: "Sim", plan: "Free", ownerId: owner.id } });
    await recordEvent(tx, OWNER, { action: "tenant.reserved", outcome: "succeeded", tenant });
    return enqueueRun(tx, OWNER, { kind: "provision", tenant, input: { apps: ["alpha"] } });
  });
}

async function factsOf(prisma: PrismaClient, runId: string): Promise<RunFacts> {
  const { tenant, ...run } = await prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { tenant: { include: { owner: true } } } });
  const { id, subdomain, site, organization, owner } = tenant;
  return {
    id: run.id, kind: run.kind as RunKind, reference: run.reference, requestId: run.requestId, attempt: run.attempt, epoch: run.epoch,
    input: runInput.parse(run.input), tenant: { id, subdomain, site, organization, plan: tenant.plan as Plan }, owner: { email: owner.email, fullName: owner.fullName },
  };
}

/** Executes a run; tries of the named steps fail as often as told. */
async function execute(prisma: PrismaClient, runId: string, failing: Record<string, { times: number; retryable: boolean }> = {}): Promise<void> {
  const run = await factsOf(prisma, runId);
  const journal = prismaJournal({
    prisma, run, actor: WORKER, now: () => new Date(),
    booksOf: (tx) => prismaBooks({ run, actor: WORKER, now: () => new Date(), sealingKey: key, siteUrl: "http://x", webUrl: "http://web" }, tx),
  });
  const act = async ({ step, direction }: Try) => {
    const planned = failing[`${direction}:${step.name}`];
    if (planned === undefined || planned.times <= 0) return null;
    planned.times -= 1;
    return { code: "DATABASE_DOWN", message: "planned", retryable: planned.retryable };
  };
  await interpret({ engine: memoryEngine(), journal, attempt: run.attempt, act }, definitionOf(run.kind, run.input));
}

const refused = (work: Promise<unknown>): Promise<string> => work.then(() => "done", (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : error instanceof Error ? error.name : String(error)));

/** Everything that runs do to the database, in one course of events; returns what was refused. */
async function course(prisma: PrismaClient): Promise<string[]> {
  const answers: string[] = [];
  const good = await accept(prisma, "good");
  await execute(prisma, good.id, { "run:create_site": { times: 2, retryable: true } });
  answers.push(await refused(accept(prisma, "good")));
  const bad = await accept(prisma, "bad");
  await execute(prisma, bad.id, { "run:create_owner": { times: 1, retryable: false }, "undo:create_site": { times: 1, retryable: true } });
  await accept(prisma, "bad").then((run) => execute(prisma, run.id, { "run:create_site": { times: 1, retryable: false } }));
  answers.push(await refused(prisma.$transaction((tx) => requestRetry(tx, OWNER, bad.id, REST))));
  answers.push(await refused(prisma.$transaction((tx) => requestRetry(tx, OWNER, good.id, REST))));
  await execute(prisma, bad.id);
  const stuck = await accept(prisma, "stuck");
  await execute(prisma, stuck.id, { "run:create_owner": { times: 1, retryable: false }, "undo:create_site": { times: 99, retryable: true } });
  answers.push(await refused(prisma.$transaction((tx) => requestRetry(tx, OWNER, stuck.id, REST))));
  await execute(prisma, stuck.id);
  const aborted = await accept(prisma, "aborted");
  answers.push(await refused(prisma.$transaction((tx) => requestAbort(tx, OWNER, aborted.id))));
  await execute(prisma, aborted.id);
  answers.push(await refused(prisma.$transaction((tx) => requestAbort(tx, OWNER, aborted.id))));
  answers.push(await refused(prisma.$transaction(async (tx) => beginDeletion(tx, OWNER, await lockTenant(tx, good.tenantId), { action: "tenant.deletion_requested" }))));
  answers.push(await refused(prisma.$transaction(async (tx) => beginDeletion(tx, OWNER, await lockTenant(tx, good.tenantId), { action: "tenant.deletion_requested" }))));
  const taken = await accept(prisma, "taken");
  answers.push(await refused(claimRun(prisma, "worker-1", taken.id, 1)));
  await prisma.workerLease.create({ data: { executorId: "worker-1", host: "h", pid: 1, places: 1, expiresAt: new Date(0) } });
  answers.push(await refused(claimRun(prisma, "worker-1", taken.id, 1)));
  const take = { executorId: "worker-1", actor: { kind: "worker", id: "worker-2", ip: null }, lease: "expired", reason: "test" } as const;
  answers.push(String(await takeOver(prisma, take)), String(await takeOver(prisma, take)));
  answers.push(await refused(execute(prisma, taken.id)));
  return answers;
}

/** All rows, without what is new each time: ids by the order of their first appearance, no times, no sealed bytes. */
async function rowsOf(prisma: PrismaClient): Promise<unknown> {
  const names = new Map<string, string>();
  const plain = (value: unknown): unknown => {
    if (value instanceof Date) return "a time";
    if (value instanceof Uint8Array) return "bytes";
    if (typeof value === "bigint") return "a number";
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).filter(([field]) => field !== "durationMs").map(([field, part]) => [field, plain(part)]));
    if (typeof value !== "string") return value;
    return value.replace(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/g, "a reference").replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24}(?=_\d)/g, (id) => {
      if (!names.has(id)) names.set(id, `id-${names.size}`);
      return names.get(id) ?? id;
    });
  };
  // These first: in both databases they name everything in the same order.
  return {
    users: (await prisma.user.findMany({ orderBy: { email: "asc" } })).map(plain),
    events: (await prisma.auditEvent.findMany({ orderBy: { id: "asc" } })).map(plain),
    tenants: sortedByText((await prisma.tenant.findMany()).map(plain)),
    runs: sortedByText((await prisma.run.findMany()).map(plain)),
    steps: sortedByText((await prisma.runStep.findMany()).map(plain)),
    mails: sortedByText((await prisma.outboxMail.findMany()).map(({ template, state, key: cause }) => plain({ template, state, cause }))),
    leases: (await prisma.workerLease.findMany()).map(plain),
  };
}

function sortedByText(rows: unknown[]): unknown[] {
  return rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

test("the model's rows and refusals are PostgreSQL's, whatever runs do", async () => {
  const model = modelPrisma(new DatabaseServer(new Kernel(1)));
  const [answers, modelled] = [await course(real.prisma), await course(model)];
  expect(modelled).toEqual(answers);
  const [rows, modelRows] = [await rowsOf(real.prisma), await rowsOf(model)];
  expect(modelRows).toEqual(rows);
});

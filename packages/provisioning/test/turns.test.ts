import type { PrismaClient, Run, Tenant } from "@nexus/db/client";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { enqueueRun } from "../src/runs/enqueue.ts";
import { requestRetry } from "../src/runs/request-retry.ts";
import { NAME_REST, OWNER, accept } from "./simulation.ts";

let database: TestDatabase;
let prisma: PrismaClient;
let tenant: Tenant;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await prisma.$executeRaw`delete from dbos.workflow_status`;
  await prisma.run.updateMany({ data: { state: "succeeded" } });
  const { tenantId } = await accept(prisma);
  tenant = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  await prisma.$executeRaw`delete from dbos.workflow_status`;
});

const PATIENT = { maxWait: 30_000, timeout: 30_000 };
const build = (source?: string) => prisma.$transaction((tx) => enqueueRun(tx, OWNER, { kind: "provision", tenant, input: { apps: [] }, ...(source === undefined ? {} : { source }) }), PATIENT);
/** Sources in the order in which workers take their runs. */
async function order(runs: readonly Run[]): Promise<(string | null)[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    select split_part(workflow_uuid, ':', 2) as id from dbos.workflow_status where status = 'ENQUEUED' order by priority, created_at`;
  return rows.map(({ id }) => runs.find((run) => run.id === id)?.source ?? null);
}

test("a source with many runs waits for each source that has one, and only its first run comes before them", async () => {
  const runs = [];
  for (const source of ["many", "many", "many", "many", "one", "two", "many", "three"]) runs.push(await build(source));
  expect(await order(runs)).toEqual(["many", "one", "two", "three", "many", "many", "many", "many"]);
});

test("two sources with many runs each take turns", async () => {
  const runs = [];
  for (const source of ["a", "a", "a", "b", "b", "b"]) runs.push(await build(source));
  expect(await order(runs)).toEqual(["a", "b", "a", "b", "a", "b"]);
});

test("runs without a source are first come, first served, and so are sources with one run", async () => {
  const runs = [];
  for (const source of [undefined, "x", undefined, "y"]) runs.push(await build(source));
  expect(await order(runs)).toEqual([null, "x", null, "y"]);
});

test("of ten runs of one source that are accepted at once each has a turn of its own", async () => {
  const runs = await Promise.all(Array.from({ length: 10 }, () => build("crowd")));
  const turns = (await prisma.run.findMany({ where: { id: { in: runs.map(({ id }) => id) } } })).map(({ turnAt }) => turnAt?.getTime() ?? 0).sort((a, b) => a - b);
  for (const [n, turn] of turns.entries()) if (n > 0) expect(turn - (turns[n - 1] ?? 0)).toBeGreaterThanOrEqual(300_000);
});

test("no run of a source waits for ever: it comes before those who arrive after its turn", async () => {
  const first = await build("patient");
  const second = await build("patient");
  // As if six minutes had passed since, in which the queue did not move.
  await prisma.$executeRaw`update runs set turn_at = turn_at - interval '6 minutes' where id in (${first.id}::uuid, ${second.id}::uuid)`;
  await prisma.$executeRaw`update dbos.workflow_status set priority = priority - 360`;
  const late = await build("late");
  expect(await order([first, second, late])).toEqual(["patient", "patient", "late"]);
});

test("what a source had built before does not count, only what it has waiting", async () => {
  const done = await build("regular");
  await prisma.run.update({ where: { id: done.id }, data: { state: "succeeded" } });
  await prisma.$executeRaw`delete from dbos.workflow_status`;
  const [other, again] = [await build("other"), await build("regular")];
  const third = await build("third");
  expect(await order([other, again, third])).toEqual(["other", "regular", "third"]);
});

test("a retry waits at the end, among the runs of the source that it came from", async () => {
  const failed = await build("unlucky");
  await prisma.run.update({ where: { id: failed.id }, data: { state: "rolled_back" } });
  await prisma.$executeRaw`delete from dbos.workflow_status`;
  const runs = [failed, await build("unlucky"), await build("other")];
  await prisma.$transaction((tx) => requestRetry(tx, OWNER, failed.id, NAME_REST));
  expect(await order(runs)).toEqual(["unlucky", "other", "unlucky"]);
});

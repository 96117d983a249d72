import { randomUUID } from "node:crypto";
import { databaseName } from "@nexus/domain/names/site";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADMIN, OPERATOR, type Workspace, type World, createWorld, workspace } from "./world.ts";

const SEEN = new Date("2026-03-01T12:00:00Z");
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.prisma.$transaction([world.prisma.drift.deleteMany(), world.prisma.benchLook.deleteMany()]));
afterAll(() => world.end());

const drift = (session = OPERATOR) => world.browser(session).api.benches.drift();
const seen = { bench: "default", look: 7, firstSeenAt: SEEN, lastSeenAt: SEEN };
const database = (name: string) => ({ what: "database", name });

async function leftover({ tenant, run }: Workspace, part: { state?: string; openedAt?: Date; closedAt?: Date } = {}): Promise<string> {
  const subject = databaseName(run.id, 1);
  await world.prisma.drift.create({ data: { ...seen, kind: "leftover", subject, state: "open", openedAt: SEEN, tenantId: tenant.id, runId: run.id, found: [database(subject)], ...part } });
  return subject;
}

test("before anything was looked at there is nothing to tell", async () => {
  expect(await drift()).toMatchObject({ look: { finishedAt: null, failingSince: null, failure: null }, drifts: [], more: 0 });
});

test("what differs is told with its workspace, its run and the run that ends it, newest first; what is only suspected, or closed, is not", async () => {
  const [first, second, third] = [await workspace(world), await workspace(world), await workspace(world)];
  const mending = await workspace(world);
  const older = await leftover(first, { openedAt: new Date("2026-03-01T11:00:00Z") });
  const newer = await leftover(second);
  await leftover(third, { state: "closed", closedAt: SEEN });
  await world.prisma.drift.create({ data: { ...seen, kind: "stranger", subject: databaseName(randomUUID(), 1), found: [] } });
  await world.prisma.drift.updateMany({ where: { subject: newer }, data: { mendedAt: SEEN, mendingRunId: mending.run.id } });
  const { drifts, more } = await drift();
  expect(drifts.map(({ subject }) => subject)).toEqual([newer, older]);
  expect(more).toBe(0);
  expect(drifts[0]).toMatchObject({
    kind: "leftover", found: [database(newer)], openedAt: SEEN, workspace: { tenantId: second.tenant.id, subdomain: second.tenant.subdomain },
    run: { runId: second.run.id, reference: second.run.reference }, mending: { runId: mending.run.id, state: mending.run.state },
  });
});

test("an outage of the bench is told with its reason, and since when", async () => {
  await world.prisma.benchLook.create({ data: { bench: "default", number: 9, begunAt: SEEN, finishedNumber: 7, finishedAt: SEEN, failingSince: SEEN, failure: "The agent does not answer." } });
  expect((await drift()).look).toEqual({ finishedAt: SEEN, failingSince: SEEN, failure: "The agent does not answer." });
});

describe("a run that needs attention", () => {
  const find = async (runId: string, session = ADMIN) => (await drift(session)).attention.find((run) => run.runId === runId);

  test("is told with exactly what is left of it, nothing included, and null before the bench was looked at", async () => {
    const { tenant, run } = await workspace(world, { tenant: "reserved", run: "needs_attention" });
    expect(await find(run.id)).toMatchObject({ remains: null, reference: run.reference, workspace: { subdomain: tenant.subdomain } });
    const found = [database(databaseName(run.id, 1)), { what: "folder", name: tenant.site }];
    const row = await world.prisma.drift.create({ data: { ...seen, kind: "attention", subject: run.id, tenantId: tenant.id, runId: run.id, found } });
    expect(await find(run.id)).toMatchObject({ remains: found });
    await world.prisma.drift.update({ where: { id: row.id }, data: { found: [] } });
    expect(await find(run.id)).toMatchObject({ remains: [] });
  });

  test("may be retried by an admin, and only where a retry means something", async () => {
    const { run } = await workspace(world, { tenant: "reserved", run: "needs_attention" });
    const { run: signIn } = await workspace(world, { tenant: "active", run: "needs_attention", kind: "sign_in" });
    expect([(await find(run.id))?.mayRetry, (await find(run.id, OPERATOR))?.mayRetry, (await find(signIn.id))?.mayRetry]).toEqual([true, false, false]);
  });
});

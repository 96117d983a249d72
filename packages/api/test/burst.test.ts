import { afterAll, beforeAll, expect, test } from "vitest";
import { type BurstResult, burst, fairness } from "./burst/burst.ts";
import { type World, createWorld, workspace } from "./world.ts";

const [SOURCES, CROWD, PLACES] = [200, 20, 20];

let world: World;
let result: BurstResult;
beforeAll(async () => {
  world = await createWorld();
  for (let n = 0; n < 5; n += 1) {
    const { run } = await workspace(world);
    const [startedAt, finishedAt] = [new Date(world.clock.now().getTime() - 60_000 - n * 1_000), world.clock.now()];
    await world.prisma.run.update({ where: { id: run.id }, data: { startedAt, finishedAt, input: { apps: ["nexus_core"] } } });
  }
  await world.prisma.workerLease.create({ data: { executorId: "worker-1", host: "test", pid: 1, places: PLACES, expiresAt: new Date(Date.now() + 3_600_000) } });
  result = await burst(world, { sources: SOURCES, crowd: CROWD, spreadMs: 0 });
}, 120_000);
afterAll(() => world.end());

test("all are accepted, and none is lost", () => {
  expect(result.answers.filter(({ refusal }) => refusal !== null)).toEqual([]);
  expect(new Set(result.answers.map(({ runId }) => runId)).size).toBe(SOURCES + CROWD);
  expect(result.lost).toBe(0);
  expect(world.logged).toEqual([]);
});

test("every network has its first build before any has its second, also beside a crowd that came first", () => {
  expect(fairness(result, result.order)).toBe(1);
  const crowd = new Set(result.answers.filter(({ isCrowd }) => isCrowd).map(({ runId }) => runId));
  const places = result.order.flatMap((id, place) => (crowd.has(id) ? [place] : []));
  expect(places.slice(1)).toEqual(Array.from({ length: CROWD - 1 }, (_, n) => SOURCES + 1 + n));
});

test("each is shown the place at which workers take it, and is told more time the further back it is", async () => {
  const sessions = new Map(result.answers.map(({ runId, browser }) => [runId, browser]));
  // The place of those who were accepted in the same millisecond is the same.
  const views = await Promise.all(result.order.map(async (runId) => sessions.get(runId)?.api.provisioning.status({ runId })));
  const ties = await world.prisma.$queryRaw<{ ties: bigint }[]>`
    select count(*) as ties from dbos.workflow_status where status = 'ENQUEUED' group by priority, created_at order by 1 desc limit 1`;
  const slack = Number(ties[0]?.ties ?? 1) - 1;
  for (const [place, view] of views.entries()) {
    expect(view?.queuedBefore).toBeLessThanOrEqual(place);
    expect(view?.queuedBefore).toBeGreaterThanOrEqual(place - slack);
  }
  const until = views.map((view) => view?.estimate?.ready?.to ?? Number.NaN);
  expect(until).toEqual([...until].sort((a, b) => a - b));
  expect(until[0]).toBe(63);
  expect(until.at(-1)).toBeGreaterThanOrEqual(63 + 62 * Math.floor((SOURCES + CROWD - 1 - slack - PLACES) / PLACES));
});

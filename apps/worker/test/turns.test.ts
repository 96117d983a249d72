import { afterAll, beforeAll, expect, test } from "vitest";
import { abort, acceptWorkspace, settled } from "./world/runs.ts";
import { createWorld, type World } from "./world/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

test("a worker begins the builds of several sources in turn, and says how many it works on at once", async () => {
  const wanted = [["crowd-one", "crowd"], ["crowd-two", "crowd"], ["crowd-three", "crowd"], ["alone", "single"]] as const;
  const runs = [];
  for (const [subdomain, source] of wanted) runs.push(await acceptWorkspace(world, { subdomain, source, apps: [] }));
  // What is stopped before its first step begins all the same, and is over at once.
  for (const { id } of runs) await abort(world, id);
  await world.startWorker({ WORKER_CONCURRENCY: "1" });
  for (const { id } of runs) expect(await settled(world, id)).toMatchObject({ state: "rolled_back" });
  const begun = await world.prisma.run.findMany({ where: { kind: "provision" }, orderBy: { startedAt: "asc" }, include: { tenant: true } });
  expect(begun.map(({ tenant }) => tenant.subdomain)).toEqual(["crowd-one", "alone", "crowd-two", "crowd-three"]);
  expect(await world.prisma.workerLease.findMany({ select: { places: true } })).toEqual([{ places: 1 }]);
});

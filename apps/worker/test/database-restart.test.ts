import { setTimeout as delay } from "node:timers/promises";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOwnPostgres, type OwnPostgres } from "./world/own-postgres.ts";
import type { Program } from "./world/process.ts";
import { acceptWorkspace, settled, stepIs } from "./world/runs.ts";
import { createWorld, type World } from "./world/world.ts";

let postgres: OwnPostgres;
let world: World;
let worker: Program;
beforeAll(async () => {
  postgres = await createOwnPostgres();
  world = await createWorld({ database: postgres });
  worker = await world.startWorker();
});
afterAll(() => world.end());

const isAlive = async (program: Program): Promise<boolean> => (await Promise.race([program.ended, delay(0, "alive" as const)])) === "alive";

test("runs that are cut off by a restart of the database go on, in the same worker", async () => {
  world.arm({ fault: "slow", command: "new-site", site: "waits-*", seconds: 3 });
  const runs = [];
  for (const subdomain of ["waits-one", "second", "third"]) runs.push(await acceptWorkspace(world, { subdomain }));
  const [first] = runs;
  if (first === undefined) throw new Error("No run was accepted.");
  await stepIs(world, first.id, "create_site", "running");
  await postgres.stop();
  // Whatever the worker was about to do; in the middle of a bench command that is the renewal of its lease.
  await eventually(() => expect(worker.output()).toMatch(/the database does not answer|the lease was not renewed/), { timeoutMs: 60_000 });
  await postgres.start();
  for (const { id, tenantId } of runs) {
    expect(await settled(world, id)).toMatchObject({ state: "succeeded", epoch: 1 });
    expect(await findAuditGaps(world.prisma, tenantId)).toEqual([]);
  }
  expect(await isAlive(worker)).toBe(true);
});

test("a run that is accepted right before a kill -9 of the database is executed", async () => {
  for (const subdomain of ["crash-one", "crash-two", "crash-three"]) {
    const run = await acceptWorkspace(world, { subdomain });
    postgres.crash();
    await postgres.start();
    expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  }
  expect(await isAlive(worker)).toBe(true);
});

test("a worker that starts before its database waits for it", async () => {
  await postgres.stop();
  const early = world.startWorker();
  await delay(500);
  await postgres.start();
  const { output } = await early;
  expect(output()).toContain("worker ready");
});

import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Program } from "./world/process.ts";
import { acceptWorkspace, settled, stepIs, workerOf } from "./world/runs.ts";
import { createWorld, SITES_DOMAIN, type World } from "./world/world.ts";

let world: World;
let workers: Program[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
  world.disarm();
});
afterAll(() => world.end());

const start = async (): Promise<Program> => {
  const worker = await world.startWorker();
  workers.push(worker);
  return worker;
};

/** Longer than any machine takes to bring all of them there: they go on when the faults are disarmed. */
const HELD = 100;
/** Where each of several runs is when their worker dies, and what holds it there. */
const PLACES = [
  { subdomain: "dies-site", step: "create_site", state: "running", fault: { fault: "slow", command: "new-site", seconds: HELD }, ends: "succeeded" },
  { subdomain: "dies-app", step: "install_app.nexus_core", state: "running", fault: { fault: "slow", command: "install-app", seconds: HELD }, ends: "succeeded" },
  { subdomain: "dies-owner", step: "create_owner", state: "running", fault: { fault: "slow", op: "createOwner", seconds: HELD }, ends: "succeeded" },
  { subdomain: "dies-ready", step: "verify_ready", state: "running", fault: { fault: "http_slow", path: "/api/method/ping", seconds: HELD }, ends: "succeeded" },
  { subdomain: "dies-undo", step: "create_site", state: "undoing", fault: { fault: "slow", op: "dropDatabase", seconds: HELD }, ends: "rolled_back" },
] as const;

test("runs at any step go on in another worker within 15 seconds of a kill -9, and nothing is done twice", async () => {
  const before = world.inventory();
  const first = await start();
  for (const { subdomain, fault } of PLACES) world.arm({ ...fault, site: `${subdomain}.${SITES_DOMAIN}` });
  world.arm({ fault: "disk_full", op: "seedSettings", site: `dies-undo.${SITES_DOMAIN}`, atPercent: 0 });
  const runs = await Promise.all(PLACES.map(async (place) => ({ ...place, run: await acceptWorkspace(world, place) })));
  await Promise.all(runs.map(({ run, step, state }) => stepIs(world, run.id, step, state)));
  await first.kill();
  const killedAt = Date.now();
  const unfinished = await world.prisma.run.findMany({ where: { kind: "provision", state: { in: ["running", "undoing"] } } });
  expect(unfinished).toHaveLength(PLACES.length);
  const survivor = await start();
  await eventually(async () => {
    const taken = await world.prisma.auditEvent.count({ where: { action: "run.taken_over", runId: { in: unfinished.map(({ id }) => id) } } });
    expect(taken).toBe(unfinished.length);
  }, { timeoutMs: 15_000, intervalMs: 100 });
  expect(Date.now() - killedAt).toBeLessThan(15_000);
  world.disarm();
  for (const { run, ends } of runs) {
    expect(await settled(world, run.id)).toMatchObject({ state: ends });
    expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
  }
  // The last check only looks, and asks again when a site takes long to answer.
  const twice = { OR: [{ tries: { gt: 1 } }, { undoTries: { gt: 1 } }], name: { not: "verify_ready" } };
  expect(await world.prisma.runStep.findMany({ where: twice })).toEqual([]);
  expect(world.inventory().sites).toHaveLength(before.sites.length + 4);
  expect(survivor.output()).toContain("took over the work of a worker");
});

test("a worker that is told to stop gives its runs back at once and ends within 10 seconds", async () => {
  const first = await start();
  world.arm({ fault: "slow", command: "new-site", site: "stops-*", seconds: 5 });
  const run = await acceptWorkspace(world, { subdomain: "stops-soon" });
  await stepIs(world, run.id, "create_site", "running");
  const stoppedAt = Date.now();
  first.signal("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(Date.now() - stoppedAt).toBeLessThan(10_000);
  expect(await world.prisma.workerLease.count({ where: { pid: first.pid } })).toBe(0);
  await start();
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
});

test("a worker that was frozen past its lease ends with code 75 when it thaws, and does nothing before", async () => {
  const frozen = await start();
  world.arm({ fault: "slow", command: "new-site", site: "freezes-*", seconds: 3 });
  const run = await acceptWorkspace(world, { subdomain: "freezes-over" });
  await stepIs(world, run.id, "create_site", "running");
  const { executorId } = await workerOf(world, run.id);
  frozen.signal("SIGSTOP");
  await start();
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded", epoch: 2 });
  const counts = () => Promise.all([
    world.prisma.auditEvent.count({ where: { actor: executorId } }), world.prisma.auditEvent.count({ where: { runId: run.id } }),
    world.prisma.run.findUniqueOrThrow({ where: { id: run.id } }).then(({ version }) => version),
  ]);
  const before = await counts();
  frozen.signal("SIGCONT");
  expect(await frozen.ended).toBe(75);
  expect(await counts()).toEqual(before);
  expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
});

import type { RunKind } from "@nexus/domain/states/run";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { runWorkflowId } from "@nexus/provisioning/runs/durable-queue";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readyIn } from "../src/provisioning/estimate.ts";
import { type World, type Workspace, createWorld, verifiedMember, workOn, workspace } from "./world.ts";

let world: World;
let shop: Workspace;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());
beforeEach(async () => {
  await world.prisma.$executeRaw`delete from dbos.workflow_status`;
  await world.prisma.$executeRaw`update runs set state = 'succeeded', finished_at = null`;
  await world.prisma.workerLease.deleteMany();
  shop = await workspace(world);
});

const ACTOR = { kind: "owner", id: "test", ip: null, requestId: "req-queue" } as const;
const enqueue = (kind: RunKind, { tenant }: Workspace = shop, source = "elsewhere", apps: string[] = ["nexus_core"]) =>
  world.prisma.$transaction((tx) => enqueueRun(tx, ACTOR, { kind, tenant, input: { apps }, source }));
const status = (runId: string, session = shop.session) => world.browser(session).api.provisioning.status({ runId });
/** As a worker takes a run from its queue. */
const take = async (run: { id: string }) => {
  await world.prisma.$executeRaw`update dbos.workflow_status set status = 'PENDING' where workflow_uuid = ${runWorkflowId(run.id, 1)}`;
  await workOn(world, run.id, { run: { state: "running", startedAt: new Date() } });
};
const worker = (places: number, ends: "alive" | "dead" = "alive") => world.prisma.workerLease.create({
  data: { executorId: `worker-${Math.random()}`, host: "test", pid: 1, places, expiresAt: new Date(Date.now() + (ends === "alive" ? 3_600_000 : -3_600_000)) },
});
/** Builds that took so many seconds each, the last one just now. */
async function history(seconds: readonly number[], apps: string[] = ["nexus_core"], ago = 0): Promise<void> {
  for (const took of seconds) {
    const finishedAt = new Date(world.clock.now().getTime() - ago);
    const run = await enqueue("provision", shop, "elsewhere", apps);
    await workOn(world, run.id, { run: { state: "succeeded", startedAt: new Date(finishedAt.getTime() - took * 1_000), finishedAt } });
  }
  await world.prisma.$executeRaw`delete from dbos.workflow_status`;
}

describe("the place in the queue", () => {
  test("is the one in which workers take the runs, also where others of a source were accepted before", async () => {
    const crowd = [await enqueue("provision", shop, "crowd"), await enqueue("provision", shop, "crowd"), await enqueue("provision", shop, "crowd")];
    const single = await enqueue("provision", shop, "single");
    const places = await Promise.all([...crowd, single].map(async ({ id }) => (await status(id)).queuedBefore));
    expect(places).toEqual([0, 2, 3, 1]);
  });

  test("moves on when those before are taken, and is none when the run has begun", async () => {
    const [first, second] = [await enqueue("provision"), await enqueue("provision", shop, "another")];
    expect(await status(second.id)).toMatchObject({ queuedBefore: 1 });
    await take(first);
    expect(await status(second.id)).toMatchObject({ queuedBefore: 0 });
    await take(second);
    expect(await status(second.id)).toMatchObject({ queuedBefore: null });
  });

  test("counts only runs of the same queue, and of the same workspace where those follow each other", async () => {
    const other = await workspace(world);
    await enqueue("provision");
    await enqueue("suspend", other);
    await enqueue("suspend");
    const { id } = await enqueue("resume");
    expect(await status(id)).toMatchObject({ queuedBefore: 1, estimate: null });
  });

  test("of signups is shared by those of one network, whatever accounts they have", async () => {
    const start = async (ip: string) => {
      const { browser, signupId, session } = await verifiedMember(world);
      browser.ip = ip;
      return { session, runId: (await browser.api.provisioning.start({ signupId })).runId };
    };
    const ips = ["198.51.100.1", "198.51.100.1", "2001:db8::1", "2001:db8::2", "203.0.113.9"];
    const started = [];
    for (const ip of ips) started.push(await start(ip));
    const places = await Promise.all(started.map(async ({ runId, session }) => (await status(runId, session)).queuedBefore));
    expect(places).toEqual([0, 3, 1, 4, 2]);
  });

  test("is told to a watcher as it changes, and nothing is told twice", async () => {
    const [first, second] = [await enqueue("provision"), await enqueue("provision", shop, "another")];
    const events = await world.browser(shop.session).api.provisioning.watch({ runId: second.id });
    const iterator = events[Symbol.asyncIterator]();
    const next = async () => {
      const { value }: { value?: unknown } = await iterator.next();
      const [id, run] = value as [string, { queuedBefore: number | null; state: string }];
      return { id, before: run.queuedBefore, state: run.state };
    };
    expect(await next()).toEqual({ id: "1", before: 1, state: "queued" });
    const moved = next();
    await take(first);
    expect(await moved).toEqual({ id: "1", before: 0, state: "queued" });
    const begun = next();
    await take(second);
    expect(await begun).toEqual({ id: "2", before: null, state: "running" });
  });
});

describe("the estimate", () => {
  const COUNTED = [10, 20, 30, 40, 50];

  test("is none while fewer than five builds are known", async () => {
    await history(COUNTED.slice(1));
    await worker(20);
    expect(await status((await enqueue("provision")).id)).toMatchObject({ estimate: null });
  });

  test("is made of the quartiles of recent builds with as many apps, and of the places of living workers", async () => {
    await history(COUNTED);
    await history([900, 900, 900, 900, 900], ["nexus_core", "erpnext"]);
    await history([900, 900, 900], undefined, 31 * 86_400_000);
    await worker(1);
    await worker(50, "dead");
    const { id } = await enqueue("provision");
    expect((await status(id)).estimate).toEqual({ builds: 5, build: { from: 20, to: 40 }, ready: { from: 20, to: 40 } });
    const waiting = await enqueue("provision", shop, "another");
    expect((await status(waiting.id)).estimate?.ready).toEqual({ from: 20, to: 70 });
    await take({ id });
    expect((await status(id)).estimate).toEqual({ builds: 5, build: { from: 20, to: 40 }, ready: null });
  });

  test("counts the newest fifty", async () => {
    await history([1, 1, 1, 1, 1, 1], undefined, 3_600_000);
    await history(Array<number>(50).fill(100));
    expect((await status((await enqueue("provision")).id)).estimate).toMatchObject({ builds: 50, build: { from: 100, to: 100 } });
  });

  test("does not say when a build is ready while no worker is there", async () => {
    await history(COUNTED);
    expect((await status((await enqueue("provision")).id)).estimate).toMatchObject({ build: { from: 20, to: 40 }, ready: null });
  });

  test.each([
    ["begins at once where a place is free", { before: 0, places: 4, busy: 3 }, { from: 20, to: 40 }],
    ["waits for one of those that work", { before: 0, places: 4, busy: 4 }, { from: 20, to: 70 }],
    ["is among the first round", { before: 3, places: 4, busy: 4 }, { from: 20, to: 70 }],
    ["is among the second round", { before: 4, places: 4, busy: 4 }, { from: 50, to: 100 }],
    ["is the thousandth", { before: 999, places: 20, busy: 20 }, { from: 1_490, to: 1_540 }],
  ])("of a build that %s", (_, waiting, ready) => {
    expect(readyIn({ builds: 50, quick: 20, median: 30, slow: 40 }, waiting)).toEqual(ready);
  });
});

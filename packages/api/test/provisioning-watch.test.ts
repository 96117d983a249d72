import { createPrisma } from "@nexus/db/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunView } from "../src/provisioning/schema.ts";
import { ADMIN, type Browser, OPERATOR, type World, type Workspace, createWorld, failure, workOn, workspace } from "./world.ts";

let world: World;
/** Never reads again by itself within a test: what arrives was announced. */
let announced: World;
beforeAll(async () => {
  [world, announced] = await Promise.all([createWorld(), createWorld()]);
  const { config } = announced.services;
  Object.assign(announced.services, { config: { ...config, durations: { ...config.durations, reread: 60_000 } } });
});
afterAll(() => Promise.all([world.end(), announced.end()]));

const queued = (at: World) => workspace(at, { tenant: "reserved", run: "queued" });

/** An open subscription, read one event at a time. */
class Watch {
  readonly #events: Promise<AsyncIterator<unknown>>;

  constructor(browser: Browser, runId: string, lastEventId?: string) {
    this.#events = browser.api.provisioning.watch({ runId, lastEventId }).then((events) => events[Symbol.asyncIterator]());
  }

  /** Id and run of the next event; `null` when the subscription ended. */
  async next(): Promise<{ id: string; run: RunView } | null> {
    const { done, value } = await (await this.#events).next();
    if (done === true) return null;
    const [id, run] = value as [string, RunView];
    return { id, run };
  }

  async close(): Promise<void> {
    await (await this.#events).return?.();
  }
}

describe("provisioning.watch", () => {
  test("tells the run at once, each newer version as it is committed, and ends after the last", async () => {
    const { run, session } = await queued(announced);
    const watch = new Watch(announced.browser(session), run.id);
    expect(await watch.next()).toMatchObject({ id: "1", run: { state: "queued", version: 1, steps: [], queuedBefore: 0 } });
    await workOn(announced, run.id, { run: { state: "running", startedAt: new Date() }, step: { name: "create_site", label: "Create the site", state: "running" } });
    expect(await watch.next()).toMatchObject({ id: "2", run: { state: "running", queuedBefore: null, steps: [{ label: "Create the site", state: "running" }] } });
    await workOn(announced, run.id, { step: { name: "create_site", progress: { line: "Updating DocTypes for frappe", percent: 17 } } });
    expect(await watch.next()).toMatchObject({ id: "3", run: { steps: [{ progress: { line: "Updating DocTypes for frappe", percent: 17 } }] } });
    await workOn(announced, run.id, { run: { state: "succeeded", finishedAt: new Date() }, step: { name: "create_site", state: "succeeded" } });
    expect(await watch.next()).toMatchObject({ id: "4", run: { state: "succeeded", steps: [{ state: "succeeded" }] } });
    expect(await watch.next()).toBeNull();
  });

  test("who comes back with the last id gets what is newer, and nothing twice", async () => {
    const { run, session } = await queued(announced);
    const before = new Watch(announced.browser(session), run.id);
    expect(await before.next()).toMatchObject({ id: "1" });
    await workOn(announced, run.id, { run: { state: "running" } });
    await workOn(announced, run.id, { step: { name: "create_site", state: "running" } });
    const after = new Watch(announced.browser(session), run.id, "1");
    expect(await after.next()).toMatchObject({ id: "3", run: { state: "running" } });
    const upToDate = new Watch(announced.browser(session), run.id, "3");
    const next = upToDate.next();
    await workOn(announced, run.id, { run: { state: "rolled_back" } });
    expect(await next).toMatchObject({ id: "4", run: { state: "rolled_back" } });
    expect(await upToDate.next()).toBeNull();
    expect(await new Watch(announced.browser(session), run.id, "4").next()).toBeNull();
  });

  test("a change that nobody announced is found by reading again", async () => {
    const { run, session } = await queued(world);
    const watch = new Watch(world.browser(session), run.id);
    expect(await watch.next()).toMatchObject({ id: "1" });
    const owner = createPrisma(world.ownerUrl, { connections: 1 });
    await owner.$transaction([
      owner.$executeRaw`set local session_replication_role = replica`,
      owner.run.update({ where: { id: run.id }, data: { state: "succeeded", version: 2 } }),
    ]);
    await owner.$disconnect();
    expect(await watch.next()).toMatchObject({ id: "2", run: { state: "succeeded" } });
  });

  test("a burst of changes ends in the newest state, with rising ids", async () => {
    const { run, session } = await queued(world);
    const watch = new Watch(world.browser(session), run.id);
    expect(await watch.next()).toMatchObject({ id: "1" });
    const burst = (async () => {
      for (let n = 0; n < 30; n += 1) await workOn(world, run.id, { step: { name: "create_site", tries: n } });
      await workOn(world, run.id, { run: { state: "succeeded" } });
    })();
    const ids: number[] = [];
    for (let event = await watch.next(); event !== null; event = await watch.next()) ids.push(Number(event.id));
    await burst;
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids.at(-1)).toBe(32);
  });

  test("a retry's steps replace the former attempt's", async () => {
    const { run, session } = await workspace(world, { tenant: "released", run: "rolled_back" });
    await workOn(world, run.id, { step: { name: "create_site", state: "undone" } });
    const { api } = world.browser(session);
    expect((await api.provisioning.status({ runId: run.id })).steps).toHaveLength(1);
    await api.provisioning.retry({ runId: run.id });
    expect(await api.provisioning.status({ runId: run.id })).toMatchObject({ attempt: 2, state: "queued", steps: [] });
  });

  test.each([["operator", OPERATOR], ["admin", ADMIN]] as const)("an %s may watch", async (_, session) => {
    const { run } = await workspace(world);
    expect(await new Watch(world.browser(session), run.id).next()).toMatchObject({ run: { runId: run.id } });
  });

  test("for another member it does not exist, and the attempt is recorded", async () => {
    const { run, tenant } = await queued(world);
    const other = await workspace(world);
    expect(await failure(new Watch(world.browser(other.session), run.id).next())).toMatchObject({ code: "NOT_FOUND" });
    expect(await world.prisma.auditEvent.findFirst({ where: { action: "access.refused", runId: run.id } }))
      .toMatchObject({ actor: other.owner.id, tenantId: tenant.id, reason: "provisioning.watch", errorCode: "NOT_FOUND" });
  });

  test("an aborted connection ends the subscription at once", async () => {
    const { run, session } = await queued(announced);
    const connection = new AbortController();
    const { createCaller } = await import("../src/router.ts");
    const events = await createCaller(announced.browser(session).context, { signal: connection.signal }).provisioning.watch({ runId: run.id });
    const iterator = events[Symbol.asyncIterator]();
    await iterator.next();
    const end = iterator.next();
    connection.abort();
    expect(await end).toMatchObject({ done: true });
  });
});

describe("provisioning.status", () => {
  test("says what failed, and what may be done about it by whom", async () => {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    await workOn(world, run.id, {
      run: { errorCode: "DATABASE_DOWN", errorMessage: "The bench's database does not answer.", failedStep: "create_site" },
      step: { name: "create_site", state: "undone", errorCode: "DATABASE_DOWN", errorMessage: "The bench's database does not answer." },
    });
    const ask = (who: Workspace["session"] | typeof ADMIN) => world.browser(who).api.provisioning.status({ runId: run.id });
    expect(await ask(session)).toMatchObject({
      reference: run.reference, mayRetry: true, mayAbort: false,
      error: { code: "DATABASE_DOWN", message: "The bench's database does not answer.", step: "create_site" },
      tenant: { tenantId: tenant.id, state: "released", siteUrl: `http://${tenant.subdomain}.nexus-sites.localhost:8080` },
    });
    expect(await ask(ADMIN)).toMatchObject({ mayRetry: true });
    expect(await ask(OPERATOR)).toMatchObject({ mayRetry: false, mayAbort: false });
  });
});

import { PythonError } from "../bench/frappe-error.ts";
import { oracleOf } from "../oracle/verdict.ts";
import * as people from "../world/people.ts";
import { beginWorld, endWorld, type World, type WorldOptions } from "../world/world.ts";
import { type Crowd, gather } from "./crowd.ts";
import { type Interference, interfere } from "./interfere.ts";
import type { FaultName, Schedule, Story } from "./schedule.ts";
import { APPS } from "./steps.ts";

/** Longest virtual time in which a story must come to rest, in milliseconds. */
const LIMIT = 6 * 3_600_000;
/** After everything has ended: time for what was delivered twice to have its effect, and for what was delivered late, or thawed. */
const REST = 15_000;
const LONG_REST = 90_000;
const SLOW: ReadonlySet<FaultName> = new Set(["request delivered after take-over", "worker frozen past its lease"]);
const FINAL = new Set(["succeeded", "rolled_back", "needs_attention"]);

/** How a schedule ended: what was wrong, in words; nothing where all invariants hold. */
export interface Ending {
  readonly wrong: readonly string[];
  /** Injections whose moment never came. */
  readonly missed: readonly Interference["injection"][];
  /** Virtual milliseconds that it took. */
  readonly elapsed: number;
}

export interface PlayOptions {
  /** May change the world before anything happens in it. */
  readonly tamper?: (world: World) => void;
  readonly hear?: WorldOptions["hear"];
}

/** Plays a schedule to its end and judges it. */
export async function play({ story, seed, injections }: Schedule, { tamper, hear }: PlayOptions = {}): Promise<Ending> {
  const world = beginWorld({ seed, workers: 2, jitter: 0, ...(hear === undefined ? {} : { hear }) });
  try {
    tamper?.(world);
    const oracle = oracleOf(world);
    const interferences = injections.map((injection) => interfere(world, story, injection));
    const rest = injections.some(({ fault }) => SLOW.has(fault)) ? LONG_REST : REST;
    const wrong = await tell(world, story, rest).then(() => [] as string[], didNotEnd);
    const verdict = await judged(world, oracle.verdict);
    return { wrong: [...wrong, ...verdict], missed: interferences.filter(({ struck }) => !struck()).map(({ injection }) => injection), elapsed: world.kernel.elapsed };
  } finally {
    endWorld(world);
  }
}

/** The oracle asks the database as a program does, so time has to go on while it does. */
async function judged(world: World, verdict: () => Promise<string[]>): Promise<string[]> {
  let found: string[] | undefined;
  world.server.recover();
  void world.web.run(verdict).then((wrong) => { found = wrong; }, (error: unknown) => { found = [`the oracle failed: ${String(error)}`]; });
  await world.kernel.run(() => found !== undefined, LIMIT);
  return found ?? [];
}

async function tell(world: World, story: Story, rest: number): Promise<void> {
  const failures = FAILURES[story];
  if (failures !== undefined) failSetup(world, failures);
  const mends = story === "a build whose undo failed is tried again" ? failRemoval(world) : null;
  let run: { id: string; tenantId: string } | undefined;
  const name = story === "the name is that of somebody else's site" ? "shop" : "acme";
  void people.acceptWorkspace(world, name, APPS).then((accepted) => { run = accepted; }, (error: unknown) => world.kernel.fail(error));
  await world.kernel.run(() => run !== undefined, LIMIT);
  if (run === undefined) return;
  for (const ask of ACTS[story] ?? []) {
    await untilRest(world);
    mends?.();
    void ask(world, run);
    await world.kernel.run(() => !isAtRest(world), 1_000).catch(() => undefined);
  }
  await untilQuiet(world, rest);
}

/** At rest, and still so after `rest` milliseconds. */
async function untilQuiet(world: World, rest: number): Promise<void> {
  await untilRest(world);
  const restUntil = world.kernel.now + rest;
  await world.kernel.run(() => world.kernel.now >= restUntil, rest + 2_000);
  await untilRest(world);
}

/** Plays a seed: a crowd of visitors, and everything at its own, changing pace. */
export async function playCrowd(crowd: Crowd, { tamper, hear }: PlayOptions = {}): Promise<Ending> {
  const world = beginWorld({ seed: crowd.seed, workers: 2, jitter: 6, ...(hear === undefined ? {} : { hear }) });
  try {
    tamper?.(world);
    const oracle = oracleOf(world);
    let answered: string[] | undefined;
    gather(world, crowd).then((wrong) => { answered = wrong; }, (error: unknown) => world.kernel.fail(error));
    const story = async (): Promise<void> => {
      await world.kernel.run(() => answered !== undefined, LIMIT);
      await untilQuiet(world, crowd.troubles.some(({ fault }) => SLOW.has(fault)) ? LONG_REST : REST);
    };
    const wrong = await story().then(() => [] as string[], didNotEnd);
    return { wrong: [...wrong, ...answered ?? [], ...await judged(world, oracle.verdict)], missed: [], elapsed: world.kernel.elapsed };
  } finally {
    endWorld(world);
  }
}

const didNotEnd = (error: unknown): string[] => [`it did not end: ${error instanceof Error ? error.message : String(error)}`];

type Act = (world: World, run: { id: string; tenantId: string }) => Promise<unknown>;

/** What is asked for after the workspace is there, or its build has failed; one after the other. */
const ACTS: Readonly<Partial<Record<Story, readonly Act[]>>> = {
  "a failed build is tried again": [(world, { id }) => people.retry(world, id)],
  "a build whose undo failed is tried again": [(world, { id }) => people.retry(world, id)],
  "a workspace is removed": [(world, { tenantId }) => people.remove(world, tenantId)],
  "a workspace is closed": [(world, { tenantId }) => people.close(world, tenantId)],
  "a workspace is opened": [(world, { tenantId }) => people.close(world, tenantId), (world, { tenantId }) => people.reopen(world, tenantId)],
  "a plan is changed": [(world, { tenantId }) => people.setPlan(world, tenantId)],
  "a sign-in is made": [(world, { tenantId }) => people.enqueue(world, tenantId, "sign_in")],
  "a password is set anew": [(world, { tenantId }) => people.setPassword(world, tenantId)],
};

/** How often the setup of the site fails for good. */
const FAILURES: Readonly<Partial<Record<Story, number>>> = {
  "a build fails and is undone": Number.POSITIVE_INFINITY, "a failed build is tried again": 1, "a build whose undo failed is tried again": 1,
};

/** Nothing of ours can be removed until the returned function is called. */
function failRemoval(world: World): () => void {
  let isBroken = true;
  world.strikes.on(({ command, where }) => {
    if (isBroken && command === "dropDatabase" && where === "before the effect") throw new PythonError("builtins.Exception", "the database will not be dropped");
  });
  return () => { isBroken = false; };
}

function failSetup(world: World, times: number): void {
  let left = times;
  world.strikes.on(({ command, where }) => {
    if (command !== "completeSetup" || where !== "before the effect" || left <= 0) return;
    left -= 1;
    throw new PythonError("frappe.exceptions.ValidationError", "This organization is not to our taste");
  });
}

async function untilRest(world: World): Promise<void> {
  await world.kernel.run(() => isAtRest(world), LIMIT);
}

/** Nothing is under way any more. */
function isAtRest({ server, machine }: World): boolean {
  return server.rows("workflow").every(({ status }) => status === "SUCCESS")
    && server.rows("run").every(({ state }) => FINAL.has(String(state)))
    && machine.named("runner").length === 0 && machine.named("bench").length === 0;
}

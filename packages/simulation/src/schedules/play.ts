import { type DriftKind, isMended } from "@nexus/domain/states/drift";
import { PythonError } from "../bench/frappe-error.ts";
import { type Baseline, baselineOf, oracleOf } from "../oracle/verdict.ts";
import * as people from "../world/people.ts";
import { type Remains, remainsOf } from "../world/remains.ts";
import { beginWorld, endWorld, type World, type WorldOptions } from "../world/world.ts";
import { type Crowd, gather } from "./crowd.ts";
import { type Interference, interfere } from "./interfere.ts";
import type { FaultName, Schedule, Story } from "./schedule.ts";
import { APPS } from "./steps.ts";

/** Longest virtual time in which a story must come to rest, in milliseconds. */
const LIMIT = 6 * 3_600_000;
/** After everything has ended: time for what was delivered twice, or is started again, to have its effect; and for what was delivered late, or thawed. */
const REST = 5_000;
const LONG_REST = 90_000;
/** What is asked for begins at once; what the reconciler has to see, after two of its looks. */
const UNTIL_HEARD = 90_000;
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
  readonly hear?: WorldOptions["hear"];
}

/** Plays a schedule to its end and judges it. */
export async function play({ story, seed, injections }: Schedule, { hear }: PlayOptions = {}): Promise<Ending> {
  const before = await prologueOf(story, hear);
  const world = beginWorld({ seed, workers: 2, jitter: 0, from: before?.remains, ...(hear === undefined ? {} : { hear }) });
  try {
    const oracle = oracleOf(world, before?.baseline);
    const interferences = injections.map((injection) => interfere(world, story, injection));
    const rest = injections.some(({ fault }) => SLOW.has(fault)) ? LONG_REST : REST;
    const wrong = await tell(world, story, { before: before?.run, rest }).then(() => [] as string[], didNotEnd);
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

type Acted = { readonly id: string; readonly tenantId: string };

/** What went before the part of a story in which things go wrong, and what was there before that. */
interface Prologue {
  readonly remains: Remains;
  readonly run: Acted;
  readonly baseline: Baseline;
}

const prologues = new Map<Story, Promise<Prologue>>();

/**
 * What goes before the last thing that is asked for in a story is the same each time, and everything was at
 * rest then: it is played once in this process, and every schedule of the story begins with the programs
 * started anew on what was left. `null` for a story whose faults strike the build itself.
 */
async function prologueOf(story: Story, hear: PlayOptions["hear"]): Promise<Prologue | null> {
  if (ACTS[story] === undefined) return null;
  const known = hear === undefined ? prologues.get(story) : undefined;
  const prologue = known ?? playPrologue(story, hear);
  if (hear === undefined) prologues.set(story, prologue);
  return prologue;
}

async function playPrologue(story: Story, hear: PlayOptions["hear"]): Promise<Prologue> {
  const world = beginWorld({ seed: 1, workers: 2, jitter: 0, ...(hear === undefined ? {} : { hear }) });
  try {
    const baseline = baselineOf(world);
    const run = await begin(world, story);
    for (const ask of (ACTS[story] ?? []).slice(0, -1)) await act(world, run, ask);
    await untilRest(world);
    return { remains: await remainsOf(world), run, baseline };
  } finally {
    endWorld(world);
  }
}

async function tell(world: World, story: Story, { before, rest }: { before: Acted | undefined; rest: number }): Promise<void> {
  const run = before ?? await begin(world, story);
  const last = ACTS[story]?.at(-1);
  if (last !== undefined) await act(world, run, last);
  await untilQuiet(world, rest);
}

/** Has a workspace accepted, whose build may be made to fail. */
async function begin(world: World, story: Story): Promise<Acted> {
  const failures = FAILURES[story];
  if (failures !== undefined) failSetup(world, failures);
  if (story === "a build whose undo failed is tried again") failRemoval(world);
  let run: Acted | undefined;
  const name = story === "the name is that of somebody else's site" ? "shop" : "acme";
  void people.acceptWorkspace(world, name, APPS).then((accepted) => { run = accepted; }, (error: unknown) => world.kernel.fail(error));
  await world.kernel.run(() => run !== undefined, LIMIT);
  if (run === undefined) throw new TypeError("Nothing was accepted.");
  return run;
}

/** Asks for something when everything is at rest. */
async function act(world: World, run: Acted, ask: Act): Promise<void> {
  await untilRest(world);
  void ask(world, run);
  await world.kernel.run(() => !isAtRest(world), UNTIL_HEARD).catch(() => undefined);
}

/** At rest, and still so after `rest` milliseconds. */
async function untilQuiet(world: World, rest: number): Promise<void> {
  await untilRest(world);
  const restUntil = world.kernel.now + rest;
  await world.kernel.run(() => world.kernel.now >= restUntil, rest + 2_000);
  await untilRest(world);
}

/** Plays a seed: a crowd of visitors, and everything at its own, changing pace. */
export async function playCrowd(crowd: Crowd, { hear }: PlayOptions = {}): Promise<Ending> {
  const world = beginWorld({ seed: crowd.seed, workers: 2, jitter: 6, ...(hear === undefined ? {} : { hear }) });
  try {
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

type Act = (world: World, run: Acted) => Promise<unknown>;

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
  "what a build left comes back": [people.putBack],
};

/** How often the setup of the site fails for good. */
const FAILURES: Readonly<Partial<Record<Story, number>>> = {
  "a build fails and is undone": Number.POSITIVE_INFINITY, "a failed build is tried again": 1, "a build whose undo failed is tried again": 1,
  "what a build left comes back": 1,
};

/** Nothing of ours can be removed in this world. */
function failRemoval(world: World): void {
  world.strikes.on(({ command, where }) => {
    if (command === "dropDatabase" && where === "before the effect") throw new PythonError("builtins.Exception", "the database will not be dropped");
  });
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
  for (const { committed } of server.slots("workflow")) if (committed !== null && committed["status"] !== "SUCCESS") return false;
  for (const { committed } of server.slots("drift")) if (committed?.["state"] === "open" && isMended(committed["kind"] as DriftKind)) return false;
  for (const { committed } of server.slots("run")) if (committed !== null && !FINAL.has(String(committed["state"]))) return false;
  return machine.named("runner").length === 0 && machine.named("bench").length === 0;
}

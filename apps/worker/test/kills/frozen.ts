import { eventually } from "@nexus/testing/eventually";
import type { Program } from "../world/process.ts";
import { acceptWorkspace, workerOf } from "../world/runs.ts";
import { SITES_DOMAIN } from "../world/world.ts";
import { endsOf } from "./oracle.ts";
import { holdAt, waitsInDatabase } from "./place-hold.ts";
import { type Place, placesOf } from "./places.ts";
import type { Progress } from "./progress.ts";
import { setStage, type Stage } from "./stage.ts";

/** What came of one worker that was stopped at a step for longer than its lease holds, and went on later. */
export interface FreezeOutcome extends Place {
  readonly workers: number;
  readonly end: string;
  readonly takenOverMs: number | null;
  readonly problems: readonly string[];
}

const REACHED_MS = 120_000;
const ENDED_MS = 180_000;
const TAKEN_OVER_MS = 15_000;
/** Exit code of a worker whose runs are another's. */
const FENCED = 75;

/** Where a worker is stopped in a build or its undo: with the step's call on its way to the agent or the sites or, where there is none, in the middle of its transaction. */
export function freezePlaces(): Place[] {
  const all = placesOf("provision");
  const moments = ["intent written, effect not sent", "before intent"] as const;
  const steps = Map.groupBy(all, ({ step, direction }) => `${direction} ${step}`);
  return [...steps.values()].flatMap((ofStep) => ofStep.find(({ moment }) => moment === moments[0]) ?? ofStep.find(({ moment }) => moment === moments[1]) ?? []);
}

/** Freezes one of so many workers at every step in turn. */
export async function playFreezes(counts: readonly number[], only: string, progress: Progress): Promise<FreezeOutcome[]> {
  const wanted = freezePlaces().filter(({ step }) => step.includes(only));
  const bar = progress.of("freezes", wanted.length * counts.length);
  const outcomes: FreezeOutcome[] = [];
  for (const count of counts) {
    const stage = await setStage();
    try {
      const workers = await Promise.all(Array.from({ length: count }, () => stage.startWorker()));
      for (const place of wanted) {
        outcomes.push(await freeze(stage, workers, place));
        bar.add(1);
      }
    } catch (error) {
      progress.say(String(error));
      progress.say(`The programs' logs are kept in ${await stage.keepLogs()}`);
      throw error;
    } finally {
      await stage.end();
    }
  }
  bar.end();
  return outcomes;
}

let names = 0;

/**
 * Stops the worker that has a run by SIGSTOP, waits until another has brought the run to its end, lets the call
 * that the stopped one had made reach the agent only then, and has it go on.
 *
 * @param workers the stopped one is replaced in it.
 */
export async function freeze(stage: Stage, workers: Program[], place: Place): Promise<FreezeOutcome> {
  const { world } = stage;
  const subdomain = `freeze-${(names += 1)}`;
  const hold = await holdAt(stage, subdomain, place);
  if (place.direction === "undo") world.arm({ fault: "disk_full", op: "seedSettings", site: `${subdomain}.${SITES_DOMAIN}`, atPercent: 0 });
  const run = await acceptWorkspace(world, { subdomain });
  await eventually(async () => {
    if (!(await hold.reached())) throw new Error(`${subdomain} did not come to ${place.step}.`);
  }, { timeoutMs: REACHED_MS, intervalMs: 50 });
  const { executorId, pid } = await workerOf(world, run.id);
  const frozen = workers.find((worker) => worker.pid === pid);
  if (frozen === undefined) throw new Error("The run's worker is none of those that were started.");
  const frozenAt = Date.now();
  frozen.signal("SIGSTOP");
  const isCall = !waitsInDatabase(place);
  // In the middle of a transaction the server goes on at once, and then waits for the frozen worker's next word.
  if (!isCall) await hold.release("goes on");
  const ends = await endsOf(world, [{ subdomain, kind: "provision" }], ENDED_MS);
  if (isCall) await hold.release("goes on");
  const problems = [...(await thaw(stage, frozen, executorId)), ...(await stage.judge.workspace(subdomain)), ...(await stage.judge.bench())];
  const taken = await world.prisma.auditEvent.findFirst({ where: { action: "run.taken_over", subdomain }, orderBy: { id: "asc" } });
  const takenOverMs = taken === null ? null : taken.at.getTime() - frozenAt;
  if (takenOverMs === null || takenOverMs > TAKEN_OVER_MS) problems.push(`it was taken over after ${takenOverMs ?? "no"} ms`);
  workers[workers.indexOf(frozen)] = await stage.startWorker();
  return { ...place, workers: workers.length, end: ends.get(subdomain)?.state ?? "lost", takenOverMs, problems };
}

/** Has a frozen worker go on. @returns what it did then, which should be nothing but to end. */
async function thaw(stage: Stage, frozen: Program, executorId: string): Promise<string[]> {
  const { prisma } = stage.world;
  const seen = async () => JSON.stringify([
    await prisma.auditEvent.count({ where: { actor: executorId } }), await prisma.run.findMany({ select: { id: true, version: true, epoch: true }, orderBy: { id: "asc" } }),
    await prisma.outboxMail.count(), await prisma.secret.count(), await prisma.workerLease.count({ where: { executorId } }), stage.world.inventory(),
  ]);
  const before = await seen();
  frozen.signal("SIGCONT");
  const code = await frozen.ended;
  const problems = code === FENCED ? [] : [`the worker that had been frozen ended with ${code}`];
  return (await seen()) === before ? problems : [...problems, "the worker that had been frozen changed something"];
}

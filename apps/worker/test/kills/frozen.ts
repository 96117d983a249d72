import type { RunKind } from "@nexus/domain/states/run";
import { eventually } from "@nexus/testing/eventually";
import type { Program } from "../world/process.ts";
import { workerOf } from "../world/runs.ts";
import { beginRun, siteOf } from "./begin-run.ts";
import { endsOf } from "./oracle.ts";
import { holdAt, waitsInDatabase } from "./place-hold.ts";
import { type Place, places } from "./places.ts";
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

/** Where a worker is stopped in a run of each kind, or in a build's undo: with the step's call on its way to the agent or the sites or, where there is none, in the middle of its transaction. */
export function freezePlaces(): Place[] {
  const moments = ["intent written, effect not sent", "before intent"] as const;
  const steps = Map.groupBy(places(), ({ kind, step, direction }) => `${kind} ${direction} ${step}`);
  return [...steps.values()].flatMap((ofStep) => ofStep.find(({ moment }) => moment === moments[0]) ?? ofStep.find(({ moment }) => moment === moments[1]) ?? []);
}

/** Freezes one of so many workers at every step in turn. @param wanted leaves out other kinds of run when it is not null, and steps whose name does not hold the text. */
export async function playFreezes(counts: readonly number[], { kind, only }: { readonly kind: RunKind | null; readonly only: string }, progress: Progress): Promise<FreezeOutcome[]> {
  const wanted = freezePlaces().filter((place) => (kind === null || place.kind === kind) && place.step.includes(only));
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

/**
 * Stops the worker that has a run by SIGSTOP, waits until another has brought the run to its end, lets the call
 * that the stopped one had made reach the agent only then, and has it go on.
 *
 * @param workers the stopped one is replaced in it.
 */
export async function freeze(stage: Stage, workers: Program[], place: Place): Promise<FreezeOutcome> {
  const { world } = stage;
  const { kind, step, direction } = place;
  const [subdomain = ""] = await stage.workspaces.take([kind]);
  const hold = await holdAt(stage, subdomain, place);
  if (direction === "undo") world.arm({ fault: "disk_full", op: "seedSettings", site: siteOf(subdomain), atPercent: 0 });
  await beginRun(world, kind, subdomain);
  await eventually(async () => {
    if (!(await hold.reached())) throw new Error(`${subdomain} did not come to ${step} (${kind}).`);
  }, { timeoutMs: REACHED_MS, intervalMs: 50 });
  const run = await world.prisma.run.findFirstOrThrow({ where: { tenant: { subdomain }, kind }, orderBy: { id: "desc" } });
  const { executorId, pid } = await workerOf(world, run.id);
  const frozen = workers.find((worker) => worker.pid === pid);
  if (frozen === undefined) throw new Error("The run's worker is none of those that were started.");
  const frozenAt = Date.now();
  frozen.signal("SIGSTOP");
  const isCall = !waitsInDatabase(place);
  // In the middle of a transaction the server goes on at once, and then waits for the frozen worker's next word.
  if (!isCall) await hold.release("goes on");
  const ends = await endsOf(world, [{ subdomain, kind }], ENDED_MS);
  if (isCall) await hold.release("goes on");
  const end = ends.get(subdomain)?.state ?? "lost";
  const wanted = direction === "undo" ? "rolled_back" : "succeeded";
  const problems = end === wanted ? [] : [`it ended as ${end} instead of ${wanted}`];
  problems.push(...(await thaw(stage, frozen, executorId)), ...(await stage.judge.workspace(subdomain)), ...(await stage.judge.bench()));
  const taken = await world.prisma.auditEvent.findFirst({ where: { action: "run.taken_over", runId: run.id }, orderBy: { id: "asc" } });
  const takenOverMs = taken === null ? null : taken.at.getTime() - frozenAt;
  if (takenOverMs === null || takenOverMs > TAKEN_OVER_MS) problems.push(`it was taken over after ${takenOverMs ?? "no"} ms`);
  workers[workers.indexOf(frozen)] = await stage.startWorker();
  // What is wrong with a workspace once would be told of every run that it has later.
  if (problems.length === 0) stage.workspaces.giveBack(subdomain);
  return { ...place, workers: workers.length, end, takenOverMs, problems };
}

/** Has a frozen worker go on. @returns what it did then, which should be nothing but to end. */
async function thaw(stage: Stage, frozen: Program, executorId: string): Promise<string[]> {
  const { prisma } = stage.world;
  const seen = async (): Promise<Readonly<Record<string, string>>> => ({
    "audit events of its own": String(await prisma.auditEvent.count({ where: { actor: executorId } })),
    runs: JSON.stringify(await prisma.run.findMany({ select: { id: true, version: true, epoch: true }, orderBy: { id: "asc" } })),
    mails: String(await prisma.outboxMail.count()),
    secrets: String(await prisma.secret.count()),
    "its lease": String(await prisma.workerLease.count({ where: { executorId } })),
    bench: JSON.stringify(stage.world.inventory()),
  });
  const before = await seen();
  frozen.signal("SIGCONT");
  const code = await frozen.ended;
  const problems = code === FENCED ? [] : [`the worker that had been frozen ended with ${code}`];
  const after = await seen();
  const changed = Object.keys(after).filter((what) => after[what] !== before[what]);
  return [...problems, ...changed.map((what) => `when the worker that had been frozen went on, this changed: ${what} (${before[what]}; ${after[what]})`)];
}

import type { RunKind } from "@nexus/domain/states/run";
import type { Program } from "../world/process.ts";
import { canJoin } from "./place-hold.ts";
import { type Kill, killList, VICTIMS } from "./places.ts";
import type { Progress } from "./progress.ts";
import { setStage } from "./stage.ts";
import { type Outcome, strike } from "./strike.ts";

/** Runs that are brought to their moments together: some of them hold a connection of the worker's, or a place of the agent's. */
const RUNS_AT_ONCE = 8;

export interface KillListResult {
  readonly outcomes: readonly Outcome[];
  /** How often a process was killed. */
  readonly signals: number;
  /** What was on the bench after a kill and should not have been, or the other way round. */
  readonly benchProblems: readonly string[];
  /** Where a secret lay in the clear at the end. */
  readonly secretProblems: readonly string[];
}

export interface KillListOptions {
  /** Each run gets a kill of its own, instead of sharing the worker's or the agent's death with others. */
  readonly alone: boolean;
  /** Only runs of this kind; all when null. */
  readonly kind: RunKind | null;
  /** Only steps whose name holds this text. */
  readonly only: string;
}

/** Goes through the whole list of kills on one stage. */
export async function playKillList({ alone, kind, only }: KillListOptions, progress: Progress): Promise<KillListResult> {
  const kills = killList().filter((kill) => (kind === null || kill.kind === kind) && kill.step.includes(only));
  const batches = batchesOf(kills, alone);
  const bar = progress.of("kills", kills.length);
  const stage = await setStage();
  const outcomes: Outcome[] = [];
  const benchProblems: string[] = [];
  const secretProblems: string[] = [];
  try {
    let worker: Program = await stage.startWorker();
    for (const batch of batches) {
      const struck = await strike(stage, worker, batch);
      worker = struck.worker;
      outcomes.push(...struck.outcomes);
      benchProblems.push(...(await stage.judge.bench()).map((problem) => `after the ${batch[0]?.victim} was killed at ${batch.map(({ kind, step, moment }) => `“${moment}” of ${step} (${kind})`).join(", ")}: ${problem}`));
      bar.add(batch.length);
    }
    secretProblems.push(...await stage.judge.secrets());
  } catch (error) {
    progress.say(String(error));
    progress.say(`The programs' logs of this kill are kept in ${await stage.keepLogs()}`);
    throw error;
  } finally {
    bar.end();
    await stage.end();
  }
  const signals = batches.reduce((sum, batch) => sum + (isShared(batch[0]) ? 1 : batch.length), 0);
  return { outcomes, signals, benchProblems, secretProblems };
}

const isShared = (kill: Kill | undefined): boolean => kill?.victim === "worker" || kill?.victim === "agent";

/** Runs whose moments have the same victim, the worker or agent that works on all of them or each one's own process of the bench, and that can be held together. */
function batchesOf(kills: readonly Kill[], alone: boolean): Kill[][] {
  return VICTIMS.flatMap((victim) => {
    const batches: Kill[][] = [];
    for (const kill of kills.filter((candidate) => candidate.victim === victim)) {
      const joined = alone ? undefined : batches.find((batch) => batch.length < RUNS_AT_ONCE && canJoin(kill, batch));
      if (joined === undefined) batches.push([kill]);
      else joined.push(kill);
    }
    return batches;
  });
}

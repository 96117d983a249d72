import type { Program } from "../world/process.ts";
import { type Kill, killList } from "./places.ts";
import type { Progress } from "./progress.ts";
import { setStage } from "./stage.ts";
import { type Outcome, strike } from "./strike.ts";

/** Bench commands that are killed in one go: each needs a place of the agent, and processor time. */
const COMMANDS_AT_ONCE = 6;

export interface KillListResult {
  readonly outcomes: readonly Outcome[];
  /** How often a process was killed. */
  readonly signals: number;
  /** What was on the bench at the end and should not have been, or the other way round. */
  readonly benchProblems: readonly string[];
}

export interface KillListOptions {
  /** Each run gets a kill of its own, instead of all moments of a step one together. */
  readonly alone: boolean;
  /** Only steps whose name holds this text. */
  readonly only: string;
}

/** Goes through the whole list of kills on one stage. */
export async function playKillList({ alone, only }: KillListOptions, progress: Progress): Promise<KillListResult> {
  const kills = killList().filter(({ step }) => step.includes(only));
  const batches = batchesOf(kills, alone);
  const bar = progress.of("kills", kills.length);
  const stage = await setStage();
  const outcomes: Outcome[] = [];
  const benchProblems: string[] = [];
  try {
    let worker: Program = await stage.startWorker();
    for (const batch of batches) {
      const struck = await strike(stage, worker, batch);
      worker = struck.worker;
      outcomes.push(...struck.outcomes);
      benchProblems.push(...(await stage.judge.bench()).map((problem) => `after ${batch[0]?.step} (${batch[0]?.direction}), ${batch[0]?.victim}: ${problem}`));
      bar.add(batch.length);
    }
  } catch (error) {
    progress.say(`The programs' logs of this kill are kept in ${await stage.keepLogs()}`);
    throw error;
  } finally {
    bar.end();
    await stage.end();
  }
  const signals = batches.reduce((sum, batch) => sum + (isShared(batch[0]) ? 1 : batch.length), 0);
  return { outcomes, signals, benchProblems };
}

const isShared = (kill: Kill | undefined): boolean => kill?.victim === "worker" || kill?.victim === "agent";

/** All moments of a step whose victim is the same worker or agent; or some processes of the bench. */
function batchesOf(kills: readonly Kill[], alone: boolean): Kill[][] {
  if (alone) return kills.map((kill) => [kill]);
  const steps = Map.groupBy(kills.filter(isShared), ({ victim, direction, step }) => `${victim} ${direction} ${step}`);
  const others = kills.filter((kill) => !isShared(kill));
  const groups = Array.from({ length: Math.ceil(others.length / COMMANDS_AT_ONCE) }, (_, at) => others.slice(at * COMMANDS_AT_ONCE, (at + 1) * COMMANDS_AT_ONCE));
  return [...steps.values(), ...groups];
}

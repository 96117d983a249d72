import type { Program } from "../world/process.ts";
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
  /** What was on the bench at the end and should not have been, or the other way round. */
  readonly benchProblems: readonly string[];
}

export interface KillListOptions {
  /** Each run gets a kill of its own, instead of sharing the worker's or the agent's death with others. */
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
      benchProblems.push(...(await stage.judge.bench()).map((problem) => `after the ${batch[0]?.victim} was killed at ${batch.map(({ step, moment }) => `“${moment}” of ${step}`).join(", ")}: ${problem}`));
      bar.add(batch.length);
    }
  } catch (error) {
    progress.say(String(error));
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

/** Runs whose moments have the same victim: the worker or agent that works on all of them, or each one's own process of the bench. */
function batchesOf(kills: readonly Kill[], alone: boolean): Kill[][] {
  return VICTIMS.flatMap((victim) => {
    const ofVictim = kills.filter((kill) => kill.victim === victim);
    const size = alone ? 1 : RUNS_AT_ONCE;
    return Array.from({ length: Math.ceil(ofVictim.length / size) }, (_, at) => ofVictim.slice(at * size, (at + 1) * size));
  });
}

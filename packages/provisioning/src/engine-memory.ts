import type { Engine } from "./engine.ts";

/** One call of the engine that was answered, in the order of the calls. */
export interface RecordedCall {
  readonly name: string;
  readonly answer: unknown;
}

/** Where a process dies in a simulation: before the work of a call, or after it and before its answer is recorded. */
export interface CrashPoint {
  /** Which call, from 0. */
  readonly call: number;
  readonly when: "before" | "after";
}

/** The process died here; the same record given to another engine goes on from it. */
export class Crashed extends Error {
  override readonly name = "Crashed";
}

/** The same place of a run called by another name in a replay: what executes it is not deterministic. */
export class ReplayDiverged extends Error {
  override readonly name = "ReplayDiverged";
}

export interface MemoryEngineOptions {
  /** Answers so far; the engine adds to it. Another engine with the same record replays. */
  readonly record?: RecordedCall[];
  readonly crash?: CrashPoint;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number;
}

/**
 * An engine without a database: it records in memory, crashes where it is told to, and never waits. With
 * it the code that is shipped is simulated.
 */
export function memoryEngine({ record = [], crash, random = () => 0.5 }: MemoryEngineOptions = {}): Engine & { readonly record: readonly RecordedCall[] } {
  let position = 0;
  const call = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const index = position;
    position += 1;
    const known = record[index];
    if (known !== undefined) {
      if (known.name !== name) throw new ReplayDiverged(`Call ${index} was “${known.name}”, and is “${name}” in the replay.`);
      return structuredClone(known.answer) as T;
    }
    if (crash?.call === index && crash.when === "before") throw new Crashed(name);
    const answer = await work();
    if (crash?.call === index && crash.when === "after") throw new Crashed(name);
    // What is kept is a copy, as it would be in a database: nothing that a caller holds can change it.
    record.push({ name, answer: structuredClone(answer) });
    return answer;
  };
  return {
    record,
    step: call,
    sleep: (milliseconds) => call(`sleep:${milliseconds}`, async () => undefined),
    random: () => call("random", async () => random()),
  };
}

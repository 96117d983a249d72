import { setTimeout as delay } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { type Engine, FencedError } from "@nexus/provisioning/engine";
import { outlastDatabase } from "../database/outlast.ts";
import type { Logger } from "../logging/logger.ts";

export interface DbosEngineParts {
  readonly log: Logger;
  /** Ends this process: somebody newer owns the run, and DBOS must not be told how it ended here. */
  readonly onFenced: (error: FencedError) => never;
}

const LONGEST_WAIT_MS = 30_000;

/** The engine in production: each step's answer is kept by DBOS. Only for use inside a workflow. */
export function dbosEngine(parts: DbosEngineParts): Engine {
  return {
    step: (name, work) => DBOS.runStep(() => untilAnswered(parts, name, work), { name }),
    sleep: (milliseconds) => DBOS.sleep(milliseconds),
    random: () => DBOS.runStep(async () => Math.random(), { name: "random" }),
  };
}

/**
 * A step's failure is an answer; an exception is none. A fault of ours that throws is repeated, loudly,
 * because DBOS would record it as the workflow's end and the run would be over without anybody being told.
 */
async function untilAnswered<T>({ log, onFenced }: DbosEngineParts, name: string, work: () => Promise<T>): Promise<T> {
  for (let wait = 1_000; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await outlastDatabase(log, work);
    } catch (error) {
      if (error instanceof FencedError) return onFenced(error);
      log.error({ error, at: name, waitMs: wait }, "a step of a run threw; it is repeated until this is mended");
      await delay(wait);
    }
  }
}

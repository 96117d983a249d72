import { setTimeout as delay } from "node:timers/promises";
import { isConflict, isDatabaseAway } from "@nexus/db/failure";
import type { Logger } from "../logging/logger.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 3_000;

/**
 * Repeats `work` for as long as the database is away, or undid it for another's sake; every other error is the caller's. What it does
 * must be safe to repeat, as a commit whose answer was lost counts as not done.
 */
export async function outlastDatabase<T>(log: Logger, work: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) && !isConflict(error)) throw error;
      log.warn({ error, waitMs: wait }, "the database does not answer; trying again");
      await delay(wait);
    }
  }
}

import { isConflict, isDatabaseAway } from "@nexus/db/failure";
import { StepError, type StepFailure } from "@nexus/domain/errors/step-failure";
import { FencedError } from "@nexus/provisioning/engine";
import type { Try } from "@nexus/provisioning/interpret";
import type { EffectContext } from "@nexus/provisioning/step";
import type { Logger } from "../logging/logger.ts";

const UNEXPECTED: StepFailure = {
  code: "UNEXPECTED", message: "Something happened in this step that the program does not know; its log tells more.", retryable: false,
};

/**
 * Does one try of a step's effect, or of its undo. What goes wrong is a value; only what is no outcome
 * of the step is thrown: a lost race for the run, and a database that is away.
 */
export async function act(log: Logger, what: Try, context: EffectContext): Promise<StepFailure | null> {
  const work = what.direction === "run" ? what.step.run : what.step.undo;
  if (work.kind !== "effect") return null;
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  try {
    await work.act(context);
    log.info({ durationMs: durationMs() }, "step done");
    return null;
  } catch (error) {
    if (error instanceof StepError) {
      log.warn({ failure: error.failure, durationMs: durationMs() }, "step failed");
      return error.failure;
    }
    if (error instanceof FencedError || isDatabaseAway(error) || isConflict(error)) throw error;
    log.error({ error, durationMs: durationMs() }, "step threw");
    return UNEXPECTED;
  }
}

import { Prisma, type PrismaClient } from "@nexus/db/client";
import type { Progress } from "@nexus/agent-contract/view";
import { FencedError } from "@nexus/provisioning/engine";
import type { Try } from "@nexus/provisioning/interpret";
import { fencedTransaction } from "@nexus/provisioning/journal/fenced-transaction";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import type { Logger } from "../logging/logger.ts";

/** Least time between two writes, in milliseconds: the bench says more than a person can read. */
const PAUSE_MS = 500;

export interface StepProgress {
  /** What the bench says now; written at once or, after a recent write, a little later. */
  readonly say: (progress: Progress | null) => void;
  /** Resolves when nothing will be written any more. */
  readonly end: () => Promise<void>;
}

export interface StepProgressParts {
  readonly prisma: PrismaClient;
  readonly run: RunFacts;
  readonly what: Try;
  readonly log: Logger;
  readonly onFenced: (error: FencedError) => never;
}

/** Writes what the bench says into the step's row. Progress that cannot be written is let go. */
export function stepProgress({ prisma, run, what, log, onFenced }: StepProgressParts): StepProgress {
  let wanted: { progress: Progress | null } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    if (wanted === null) return;
    const { progress } = wanted;
    wanted = null;
    timer = setTimeout(flush, PAUSE_MS);
    await fencedTransaction(prisma, run, async (tx) => {
      const where = { runId: run.id, attempt: what.attempt, name: what.step.name, state: what.direction === "run" ? "running" : "undoing" };
      await tx.runStep.updateMany({ where, data: { progress: progress ?? Prisma.DbNull } });
    }).catch((error: unknown) => {
      if (error instanceof FencedError) return onFenced(error);
      log.debug({ error }, "progress was not written");
    });
  };
  const flush = (): void => {
    timer = null;
    writing = writing.then(write);
  };
  return {
    say: (progress) => {
      wanted = { progress };
      if (timer === null) flush();
    },
    end: async () => {
      wanted = null;
      await writing;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

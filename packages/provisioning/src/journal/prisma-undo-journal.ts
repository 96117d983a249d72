import { Prisma } from "@nexus/db/client";
import type { Journal } from "../journal.ts";
import { changeRun } from "./change-run.ts";
import { changeStep } from "./change-step.ts";
import { fencedTransaction } from "./fenced-transaction.ts";
import { type JournalParts, NOT_UNDONE, unfinished } from "./parts.ts";

type RunMethods = Pick<Journal, "beginUndo" | "failUndo" | "rolledBack">;
type StepMethods = Pick<Journal, "startUndo" | "retryUndo" | "finishUndo">;

/** The half of the journal that a failed run is undone with. */
export function prismaUndoJournal(parts: JournalParts): RunMethods & StepMethods {
  return { ...runJournal(parts), ...stepJournal(parts) };
}

function runJournal({ prisma, run, actor, now, booksOf }: JournalParts): RunMethods {
  return {
    beginUndo: ({ step, failure }) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        await changeRun(tx, actor, run, {
          before: row, to: "undoing", data: { errorCode: failure.code, errorMessage: failure.message, failedStep: step.name },
          event: { action: "run.undo_started", outcome: "failed", failure, step: step.name },
        }, now());
        return unfinished(await tx.runStep.findMany({
          where: { runId: run.id, attempt: run.attempt, state: { in: NOT_UNDONE } },
          orderBy: { ordinal: "desc" },
        }));
      }),

    failUndo: (definition, attempt, step, failure) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        const at = now();
        await changeStep(tx, actor, run, {
          attempt, step: step.name, to: "undo_failed", data: { undoFinishedAt: at, progress: Prisma.DbNull, errorCode: failure.code, errorMessage: failure.message },
          event: { action: "step.undo_failed", outcome: "failed", failure }, since: "undoStartedAt",
        }, at);
        const event = { action: "run.needs_attention", outcome: "failed", failure, step: step.name } as const;
        // While an earlier attempt's leftovers are removed, this is the run's first failure; else the cause of the undo stays.
        const cause = row.errorCode === null ? { errorCode: failure.code, errorMessage: failure.message, failedStep: step.name } : {};
        if (!(await changeRun(tx, actor, run, { before: row, to: "needs_attention", data: { finishedAt: at, ...cause }, event }, at))) return;
        await definition.needsAttention(booksOf(tx));
      }),

    rolledBack: (definition) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        const finishedAt = now();
        const event = { action: "run.rolled_back", outcome: "succeeded" } as const;
        if (!(await changeRun(tx, actor, run, { before: row, to: "rolled_back", data: { finishedAt }, event }, finishedAt))) return;
        await definition.rolledBack(booksOf(tx));
      }),
  };
}

function stepJournal({ prisma, run, actor, now, booksOf }: JournalParts): StepMethods {
  return {
    startUndo: (attempt, step, tries) =>
      fencedTransaction(prisma, run, async (tx) => {
        const at = now();
        if (tries > 1) {
          await tx.runStep.updateMany({ where: { runId: run.id, attempt, name: step.name, state: "undoing" }, data: { undoTries: tries } });
          return;
        }
        await changeStep(tx, actor, run, {
          attempt, step: step.name, to: "undoing", data: { undoStartedAt: at, undoTries: tries },
          event: { action: "step.undo_started", outcome: "started" },
        }, at);
      }),

    retryUndo: (attempt, step, tries, failure) =>
      fencedTransaction(prisma, run, async (tx) => {
        await changeStep(tx, actor, run, {
          attempt, step: step.name, to: "undoing", unless: { OR: [{ state: { not: "undoing" } }, { undoTries: { not: tries } }] },
          data: { undoTries: tries + 1 },
          event: { action: "step.undo_retried", outcome: "failed", failure }, since: "undoStartedAt",
        }, now());
      }),

    finishUndo: (attempt, step, covered, work) =>
      fencedTransaction(prisma, run, async (tx) => {
        const undoFinishedAt = now();
        const undone = { to: "undone", data: { undoFinishedAt, progress: Prisma.DbNull }, event: { action: "step.undone", outcome: "succeeded" }, since: "undoStartedAt" } as const;
        if (!(await changeStep(tx, actor, run, { ...undone, attempt, step: step.name }, undoFinishedAt))) return;
        for (const name of covered) {
          const begun = { undoStartedAt: undoFinishedAt, undoTries: 1 };
          const event = { action: "step.undo_started", outcome: "started" } as const;
          if (!(await changeStep(tx, actor, run, { attempt, step: name, to: "undoing", data: begun, event }, undoFinishedAt))) continue;
          await changeStep(tx, actor, run, { ...undone, attempt, step: name }, undoFinishedAt);
        }
        if (work !== null) await work.act(booksOf(tx));
      }),
  };
}

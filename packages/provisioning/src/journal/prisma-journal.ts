import { Prisma } from "@nexus/db/client";
import type { Journal } from "../journal.ts";
import type { RunFacts } from "../run-facts.ts";
import type { Step } from "../step.ts";
import { changeRun } from "./change-run.ts";
import { changeStep } from "./change-step.ts";
import { fencedTransaction } from "./fenced-transaction.ts";
import { type JournalParts, NOT_UNDONE, unfinished } from "./parts.ts";
import { prismaUndoJournal } from "./prisma-undo-journal.ts";

/** The journal of one run on Prisma: tables `runs`, `run_steps` and `audit_events`. */
export function prismaJournal(parts: JournalParts): Journal {
  return { ...runJournal(parts), ...stepJournal(parts), ...prismaUndoJournal(parts) };
}

function runJournal({ prisma, run, actor, now, booksOf }: JournalParts): Pick<Journal, "begin" | "succeed" | "handOver"> {
  return {
    begin: (definition) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        const startedAt = now();
        const change = { before: row, to: "running", data: { startedAt }, event: { action: "run.started", outcome: "started" } } as const;
        if (await changeRun(tx, actor, run, change, startedAt)) {
          await tx.runStep.createMany({ data: definition.steps.map((step, ordinal) => pendingRow(run, step, ordinal)), skipDuplicates: true });
        }
        return unfinished(await tx.runStep.findMany({
          where: { runId: run.id, attempt: { lt: run.attempt }, state: { in: NOT_UNDONE } },
          orderBy: [{ attempt: "asc" }, { ordinal: "desc" }],
        }));
      }),

    succeed: () =>
      fencedTransaction(prisma, run, async (tx, row) => {
        const finishedAt = now();
        const event = { action: "run.succeeded", outcome: "succeeded" } as const;
        await changeRun(tx, actor, run, { before: row, to: "succeeded", data: { finishedAt }, event }, finishedAt);
      }),

    handOver: (definition, { step, failure }) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        const finishedAt = now();
        const data = { finishedAt, errorCode: failure.code, errorMessage: failure.message, failedStep: step.name };
        const event = { action: "run.needs_attention", outcome: "failed", failure, step: step.name } as const;
        if (await changeRun(tx, actor, run, { before: row, to: "needs_attention", data, event }, finishedAt)) await definition.needsAttention(booksOf(tx));
      }),
  };
}

type StepMethods = Pick<Journal, "startStep" | "performInTransaction" | "succeedStep" | "retryStep" | "failStep">;

function stepJournal({ prisma, run, actor, now, booksOf }: JournalParts): StepMethods {
  const attempt = run.attempt;
  return {
    startStep: (step, tries) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        if (row.abortRequestedAt !== null) return "abort";
        const at = now();
        if (tries === 1) await changeStep(tx, actor, run, started(attempt, step.name, at), at);
        // A later try of a running step is recorded by retryStep; its start only counts it.
        else await tx.runStep.updateMany({ where: { runId: run.id, attempt, name: step.name, state: "running" }, data: { tries } });
        return "go";
      }),

    performInTransaction: (step, work) =>
      fencedTransaction(prisma, run, async (tx, row) => {
        // A step that was done before a crash stays done, whatever was asked for since.
        if (row.abortRequestedAt !== null && (await isPending(tx, run, step))) return "abort";
        const at = now();
        if (!(await changeStep(tx, actor, run, started(attempt, step.name, at), at))) return "done";
        await work.act(booksOf(tx));
        await changeStep(tx, actor, run, succeeded(attempt, step.name, now()), now());
        return "done";
      }),

    succeedStep: (step) =>
      fencedTransaction(prisma, run, async (tx) => void (await changeStep(tx, actor, run, succeeded(attempt, step.name, now()), now()))),

    retryStep: (step, tries, failure) =>
      fencedTransaction(prisma, run, async (tx) => {
        await changeStep(tx, actor, run, {
          attempt, step: step.name, to: "running", unless: { OR: [{ state: { not: "running" } }, { tries: { not: tries } }] },
          data: { tries: tries + 1, progress: Prisma.DbNull, errorCode: failure.code, errorMessage: failure.message },
          event: { action: "step.retried", outcome: "failed", failure }, since: "startedAt",
        }, now());
      }),

    failStep: (step, _tries, failure) =>
      fencedTransaction(prisma, run, async (tx) => {
        const finishedAt = now();
        await changeStep(tx, actor, run, {
          attempt, step: step.name, to: "failed", data: { finishedAt, progress: Prisma.DbNull, errorCode: failure.code, errorMessage: failure.message },
          event: { action: "step.failed", outcome: "failed", failure }, since: "startedAt",
        }, finishedAt);
      }),
  };
}

function started(attempt: number, step: string, startedAt: Date) {
  return { attempt, step, to: "running", data: { startedAt, tries: 1 }, event: { action: "step.started", outcome: "started" } } as const;
}

function succeeded(attempt: number, step: string, finishedAt: Date) {
  return {
    attempt, step, to: "succeeded", data: { finishedAt, progress: Prisma.DbNull, errorCode: null, errorMessage: null },
    event: { action: "step.succeeded", outcome: "succeeded" }, since: "startedAt",
  } as const;
}

async function isPending(tx: Prisma.TransactionClient, run: RunFacts, step: Step): Promise<boolean> {
  return (await tx.runStep.count({ where: { runId: run.id, attempt: run.attempt, name: step.name, state: "pending" } })) > 0;
}

function pendingRow(run: RunFacts, step: Step, ordinal: number) {
  return { runId: run.id, attempt: run.attempt, ordinal, name: step.name, label: step.label };
}

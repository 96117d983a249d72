import type { Prisma, PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { StepState } from "@nexus/domain/states/run";
import type { JournalledStep } from "../journal.ts";
import type { RunFacts } from "../run-facts.ts";
import type { Books } from "../step.ts";

/** What the journal on Prisma is made from. */
export interface JournalParts {
  readonly prisma: PrismaClient;
  readonly run: RunFacts;
  readonly actor: Actor;
  readonly now: () => Date;
  readonly booksOf: (tx: Prisma.TransactionClient) => Books;
}

/** States of a step that has, or may have, an effect which is not undone. */
export const NOT_UNDONE: StepState[] = ["running", "succeeded", "failed", "undoing", "undo_failed"];

/** Rows as the interpreter wants them; the database holds the states to the closed list by a CHECK. */
export function unfinished(rows: readonly { attempt: number; name: string; state: string }[]): JournalledStep[] {
  return rows.map(({ attempt, name, state }) => ({ attempt, name, state: state as StepState }));
}

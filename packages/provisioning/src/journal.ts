import type { StepFailure } from "@nexus/domain/errors/step-failure";
import type { StepState } from "@nexus/domain/states/run";
import type { RunDefinition, Step, Work } from "./step.ts";

/** A step as the journal has it. */
export interface JournalledStep {
  readonly attempt: number;
  readonly name: string;
  readonly state: StepState;
}

/**
 * The one journal of a run. Each method is one transaction that changes run or step by compare-and-set,
 * writes the audit event and does the given transaction work, all or nothing; done a second time it
 * changes nothing. Each throws `FencedError` when the run's epoch is another than this journal's.
 */
export interface Journal {
  /** Run `queued` → `running`; writes the attempt's steps as `pending`. Returns what earlier attempts left undone, oldest first. */
  begin(definition: RunDefinition): Promise<readonly JournalledStep[]>;
  /** Intent, before the effect: step → `running`. Answers `abort` when a person asked the run to stop. */
  startStep(step: Step, tries: number): Promise<"go" | "abort">;
  /** Step → `running` → `succeeded` with its work in the same transaction. */
  performInTransaction(step: Step, work: Work & { kind: "transaction" }): Promise<"done" | "abort">;
  succeedStep(step: Step, tries: number): Promise<void>;
  /** The try failed and another follows: the step stays `running`. */
  retryStep(step: Step, tries: number, failure: StepFailure): Promise<void>;
  failStep(step: Step, tries: number, failure: StepFailure): Promise<void>;
  succeed(): Promise<void>;
  /** Run → `needs_attention` because of a failed step, with what the definition does then; nothing is undone. */
  handOver(definition: RunDefinition, cause: { step: Step; failure: StepFailure }): Promise<void>;

  /** Run → `undoing`. Returns the attempt's steps that have (or may have) an effect, latest first. */
  beginUndo(cause: { step: Step; failure: StepFailure }): Promise<readonly JournalledStep[]>;
  startUndo(attempt: number, step: Step, tries: number): Promise<void>;
  retryUndo(attempt: number, step: Step, tries: number, failure: StepFailure): Promise<void>;
  /** Step (and those that its undo covers) → `undone`, with the undo's own transaction work if it has any. */
  finishUndo(attempt: number, step: Step, covered: readonly string[], work: (Work & { kind: "transaction" }) | null): Promise<void>;
  /** Step → `undo_failed`, run → `needs_attention`, with what the definition does then. */
  failUndo(definition: RunDefinition, attempt: number, step: Step, failure: StepFailure): Promise<void>;
  rolledBack(definition: RunDefinition): Promise<void>;
}

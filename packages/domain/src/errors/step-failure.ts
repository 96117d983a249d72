/** What a failed step knows of its failure: a stable class, a sentence, and whether another try can help. */
export interface StepFailure {
  /** Stable and free of secrets, e.g. `BENCH_DATABASE_DOWN`; shown in the audit log. */
  readonly code: string;
  /** For people; free of secrets. */
  readonly message: string;
  readonly retryable: boolean;
  /** The class of the error underneath, e.g. `frappe.exceptions.DuplicateEntryError`; a name and nothing else. */
  readonly exception?: string;
}

/** Thrown by a step: says whether the interpreter may try again. */
export class StepError extends Error {
  override readonly name = "StepError";
  readonly failure: StepFailure;

  constructor(failure: StepFailure, cause?: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}

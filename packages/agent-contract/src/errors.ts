import { AGENT_REFUSALS, type AgentRefusal, type CommandFailure } from "./failure.ts";

/** The agent refused the call itself; nothing was done. Thrown on both sides of the wire. */
export class AgentRefused extends Error {
  override readonly name = "AgentRefused";
  readonly refusal: AgentRefusal;

  constructor(refusal: AgentRefusal, cause?: unknown) {
    super(AGENT_REFUSALS[refusal], { cause });
    this.refusal = refusal;
  }
}

/** A call that works on the bench at once (a login link, a description) failed there. */
export class BenchFailed extends Error {
  override readonly name = "BenchFailed";
  readonly failure: CommandFailure;

  constructor(failure: CommandFailure, cause?: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}

/** The agent did not answer, or not as an agent answers. What it was asked may or may not have begun: ask again with the same key. */
export class AgentUnreachable extends Error {
  override readonly name = "AgentUnreachable";
  readonly retryable = true;

  constructor(cause: unknown) {
    super("The agent beside the bench does not answer. Commands that it had begun go on; ask again with the same key.", { cause });
  }
}

/** The agent does not understand the call: its version and the caller's differ, or the input is wrong. */
export class AgentMisunderstood extends Error {
  override readonly name = "AgentMisunderstood";
  /** Input fields that it found fault with, where it named any. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(message: string, fields: Readonly<Record<string, readonly string[]>>, cause?: unknown) {
    super(message, { cause });
    this.fields = fields;
  }
}

import type { CommandFailure } from "@nexus/agent-contract/failure";

/** Thrown while a command is done, where it failed: the ledger's failure and the bench's exit code. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly failure: CommandFailure;
  /** Null when no program of the bench failed. */
  readonly exitCode: number | null;

  constructor(failure: CommandFailure, exitCode: number | null = null) {
    super(failure.message);
    this.failure = failure;
    this.exitCode = exitCode;
  }
}

import { AgentMisunderstood, AgentRefused, AgentUnreachable, BenchFailed } from "@nexus/agent-contract/errors";
import type { AgentRefusal, CommandFailure } from "@nexus/agent-contract/failure";
import { StepError } from "@nexus/domain/errors/step-failure";
import { FencedError } from "@nexus/provisioning/engine";

/** A Python class with its module. What is anything else is left out: it might be data. */
const CLASS_NAME = /^(?=.{1,120}$)[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** A bench command's failure in the words of the contract. */
export function commandFailed({ code, message, retryable, exception }: CommandFailure): StepError {
  return new StepError({ code, message, retryable, ...(exception !== null && CLASS_NAME.test(exception) ? { exception } : {}) });
}

const REFUSED: Readonly<Record<Exclude<AgentRefusal, "STALE_EPOCH">, { code: string; message: string; retryable: boolean }>> = {
  WRONG_SECRET: {
    code: "AGENT_WRONG_SECRET", retryable: true,
    message: "The agent beside the bench refused our secret. Nothing was done; worker and agent need the same AGENT_SECRET.",
  },
  KEY_REUSED: { code: "AGENT_KEY_REUSED", retryable: false, message: "The agent knows another command under this step's key. Nothing was done." },
  UNKNOWN_KEY: { code: "AGENT_FORGOT", retryable: true, message: "The agent lost its record of this command; whether it was done is not known." },
  QUEUE_FULL: { code: "AGENT_BUSY", retryable: true, message: "The bench had too much to do for a long time. Nothing was done." },
};

/** What a failed call to the agent means for the step; a lost race for the run is no outcome of the step. */
export function asStepError(error: unknown, run: { readonly id: string; readonly epoch: number }): unknown {
  if (error instanceof AgentRefused) {
    return error.refusal === "STALE_EPOCH" ? new FencedError(run.id, run.epoch) : new StepError(REFUSED[error.refusal], error);
  }
  if (error instanceof BenchFailed) return commandFailed(error.failure);
  if (error instanceof AgentUnreachable) {
    const message = "The bench did not answer for a long time. What it had begun is cleaned up.";
    return new StepError({ code: "AGENT_UNREACHABLE", message, retryable: false }, error);
  }
  if (error instanceof AgentMisunderstood) {
    const fields = Object.keys(error.fields).join(", ");
    const message = `The agent does not understand this step${fields === "" ? "" : ` (${fields})`}. Nothing was done; worker and agent need the same version.`;
    return new StepError({ code: "AGENT_MISUNDERSTOOD", message, retryable: false }, error);
  }
  return error;
}

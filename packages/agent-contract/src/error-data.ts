import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { AgentRefused, BenchFailed } from "./errors.ts";
import { AGENT_REFUSALS, type AgentRefusal, commandFailure } from "./failure.ts";

const refusal = z.enum(Object.keys(AGENT_REFUSALS) as [AgentRefusal, ...AgentRefusal[]]);

/** What an error of the agent carries beside tRPC's own code; the client reads the same schema. */
export const agentErrorData = z.object({
  code: z.string(),
  refusal: refusal.nullable(),
  failure: commandFailure.nullable(),
  fields: z.record(z.string(), z.array(z.string())),
});
export type AgentErrorData = z.infer<typeof agentErrorData>;

const REFUSAL_CODES = {
  WRONG_SECRET: "UNAUTHORIZED",
  STALE_EPOCH: "CONFLICT",
  KEY_REUSED: "CONFLICT",
  UNKNOWN_KEY: "NOT_FOUND",
  QUEUE_FULL: "TOO_MANY_REQUESTS",
} as const satisfies Record<AgentRefusal, TRPCError["code"]>;

/** The agent's own errors as tRPC's; null for all others, which {@link shownMessage} hides. */
export function toTransport(error: unknown): TRPCError | null {
  if (error instanceof AgentRefused) return new TRPCError({ code: REFUSAL_CODES[error.refusal], message: error.message, cause: error });
  if (error instanceof BenchFailed) {
    const code = error.failure.retryable ? "SERVICE_UNAVAILABLE" : "UNPROCESSABLE_CONTENT";
    return new TRPCError({ code, message: error.message, cause: error });
  }
  return null;
}

/** Typed facts of an error for the wire. No stack, and no input value. */
export function errorData(error: TRPCError): AgentErrorData {
  const { cause } = error;
  return {
    code: error.code,
    refusal: cause instanceof AgentRefused ? cause.refusal : null,
    failure: cause instanceof BenchFailed ? cause.failure : null,
    fields: cause instanceof z.ZodError ? fieldMessages(cause) : {},
  };
}

/** The sentence that may leave the agent: known errors' own, and a neutral one for everything else. */
export function shownMessage(error: TRPCError): string {
  const { cause } = error;
  if (cause instanceof AgentRefused || cause instanceof BenchFailed) return error.message;
  if (cause instanceof z.ZodError) return "The agent refused the call because some of its input is not valid; nothing was done.";
  if (error.code === "NOT_FOUND" || error.code === "METHOD_NOT_SUPPORTED" || error.code === "PARSE_ERROR") {
    return "The agent does not know this call; nothing was done. Do agent and caller have the same version?";
  }
  if (error.code === "PAYLOAD_TOO_LARGE") return "The agent refused the call because it is too long; nothing was done.";
  return "The agent met an error of its own; its log tells more under the id of this request.";
}

function fieldMessages(error: z.ZodError): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) (fields[issue.path.join(".")] ??= []).push(issue.message);
  return fields;
}

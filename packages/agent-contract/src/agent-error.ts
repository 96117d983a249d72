import { TRPCClientError } from "@trpc/client";
import { agentErrorData } from "./error-data.ts";
import { AgentMisunderstood, AgentRefused, AgentUnreachable, BenchFailed } from "./errors.ts";

/** Every way in which a call to the agent can fail. */
export type AgentError = AgentRefused | BenchFailed | AgentUnreachable | AgentMisunderstood;

/** tRPC codes that say that this call will fail in the same way again. */
const CALLERS_FAULT = new Set(["BAD_REQUEST", "PARSE_ERROR", "NOT_FOUND", "METHOD_NOT_SUPPORTED", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"]);

/**
 * What a failed call means. An answer that no agent gives (a proxy's page, a broken connection, an
 * error inside the agent) counts as unreachable: asking again with the same key is always safe.
 */
export function agentError(thrown: unknown): AgentError {
  if (thrown instanceof AgentRefused || thrown instanceof BenchFailed) return thrown;
  if (thrown instanceof AgentUnreachable || thrown instanceof AgentMisunderstood) return thrown;
  if (!(thrown instanceof TRPCClientError)) return new AgentUnreachable(thrown);
  const parsed = agentErrorData.safeParse(thrown.data);
  if (!parsed.success) return new AgentUnreachable(thrown);
  const { code, refusal, failure, fields } = parsed.data;
  if (refusal !== null) return new AgentRefused(refusal, thrown);
  if (failure !== null) return new BenchFailed(failure, thrown);
  return CALLERS_FAULT.has(code) ? new AgentMisunderstood(thrown.message, fields, thrown) : new AgentUnreachable(thrown);
}

import type { ProcedureContext, Session } from "../context.ts";

/**
 * Counts one change that gives the bench work. Admins are not limited: after an outage they repeat many.
 *
 * @throws NexusError RATE_LIMITED
 */
export async function limitChanges({ rateLimits }: ProcedureContext, session: Session): Promise<void> {
  if (session.role === "member") await rateLimits.consume("changeRunByUser", session.userId);
}

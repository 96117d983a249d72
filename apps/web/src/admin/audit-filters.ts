import { AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@nexus/domain/audit/actions";
import { given, one, oneOf, type Query, time } from "./filters.ts";

/** The audit log's filters as its URL has them. */
export function auditFilters(query: Query) {
  return given({
    tenant: one(query, "tenant")?.slice(0, 63),
    run: one(query, "run")?.slice(0, 40),
    step: one(query, "step")?.slice(0, 80),
    action: oneOf(query, "action", AUDIT_ACTIONS),
    outcome: oneOf(query, "outcome", AUDIT_OUTCOMES),
    actor: one(query, "actor")?.slice(0, 100),
    from: time(query, "from"),
    to: time(query, "to"),
  });
}
export type AuditFilters = ReturnType<typeof auditFilters>;

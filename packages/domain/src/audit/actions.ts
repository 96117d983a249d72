/** Everything that the audit log can say happened, as `<entity>.<verb>`. */
export const AUDIT_ACTIONS = [
  "signup.started", "signup.code_sent", "signup.code_refused", "signup.verified", "signup.expired",
  "session.started", "session.refused",
  "tenant.reserved", "tenant.activated", "tenant.released", "tenant.opened", "tenant.suspended", "tenant.resumed",
  "tenant.deletion_scheduled", "tenant.deletion_cancelled", "tenant.deletion_due", "tenant.deletion_requested", "tenant.deleted",
  "tenant.plan_changed", "tenant.password_reset_requested",
  "run.queued", "run.started", "run.abort_requested", "run.retry_requested", "run.undo_started", "run.taken_over",
  "run.succeeded", "run.rolled_back", "run.needs_attention",
  "step.started", "step.retried", "step.succeeded", "step.failed",
  "step.undo_started", "step.undo_retried", "step.undone", "step.undo_failed",
  "mail.queued", "mail.sent", "mail.retried", "mail.failed",
  "drift.opened", "drift.closed",
  "access.refused",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_OUTCOMES = ["started", "succeeded", "failed", "refused"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export const ACTOR_KINDS = ["visitor", "owner", "operator", "admin", "worker", "rest", "system"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who caused a change, and by which request it came. */
export interface Actor {
  readonly kind: ActorKind;
  /** A user's id, an executor's id or a fixed word such as `sweeper`; an address only where no id exists. */
  readonly id: string;
  readonly ip: string | null;
  readonly requestId: string;
}

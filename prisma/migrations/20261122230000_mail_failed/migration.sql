-- A mail that its server refused for good is over: it must not wait among the others for ever.
ALTER TABLE "outbox_mails" DROP CONSTRAINT "outbox_mails_state_check";
ALTER TABLE "outbox_mails" ADD CONSTRAINT "outbox_mails_state_check"
  CHECK ("state" IN ('queued', 'sent', 'failed'));

ALTER TABLE "audit_events" DROP CONSTRAINT "audit_events_action_check";
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_action_check"
  CHECK ("action" IN (
    'signup.started', 'signup.code_sent', 'signup.code_refused', 'signup.verified', 'signup.expired',
    'session.started', 'session.refused',
    'tenant.reserved', 'tenant.activated', 'tenant.released', 'tenant.opened', 'tenant.deletion_requested', 'tenant.deleted',
    'tenant.plan_changed',
    'run.queued', 'run.started', 'run.abort_requested', 'run.retry_requested', 'run.undo_started', 'run.taken_over',
    'run.succeeded', 'run.rolled_back', 'run.needs_attention',
    'step.started', 'step.retried', 'step.succeeded', 'step.failed',
    'step.undo_started', 'step.undo_retried', 'step.undone', 'step.undo_failed',
    'mail.queued', 'mail.sent', 'mail.retried', 'mail.failed',
    'access.refused'
  ));

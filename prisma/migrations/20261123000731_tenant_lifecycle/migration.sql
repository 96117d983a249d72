-- A deletion is planned first and may be taken back until its time has come; an admin may keep a workspace closed.
ALTER TABLE "tenants"
  ADD COLUMN "suspended_at" TIMESTAMPTZ(3),
  ADD COLUMN "delete_at" TIMESTAMPTZ(3);
UPDATE "tenants" SET "suspended_at" = now() WHERE "state" = 'suspended';
CREATE INDEX "tenants_delete_at_idx" ON "tenants"("delete_at");

ALTER TABLE "tenants" DROP CONSTRAINT "tenants_state_check";
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_state_check"
  CHECK ("state" IN ('reserved', 'active', 'suspended', 'deletion_scheduled', 'deleting', 'deleted', 'released'));
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_delete_at_check"
  CHECK (("state" = 'deletion_scheduled') = ("delete_at" IS NOT NULL));
-- While a deletion is planned, the stamp remembers whether taking it back opens the workspace.
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_suspended_at_check"
  CHECK (CASE "state"
    WHEN 'suspended' THEN "suspended_at" IS NOT NULL
    WHEN 'deletion_scheduled' THEN true
    WHEN 'deleting' THEN true
    WHEN 'deleted' THEN true
    ELSE "suspended_at" IS NULL
  END);

DROP INDEX "tenants_subdomain_occupied_key";
CREATE UNIQUE INDEX "tenants_subdomain_occupied_key" ON "tenants" ("subdomain")
  WHERE "state" IN ('reserved', 'active', 'suspended', 'deletion_scheduled', 'deleting');

ALTER TABLE "runs" DROP CONSTRAINT "runs_kind_check";
ALTER TABLE "runs" ADD CONSTRAINT "runs_kind_check"
  CHECK ("kind" IN ('provision', 'suspend', 'resume', 'set_plan', 'reset_password', 'deprovision', 'register', 'sign_in'));

ALTER TABLE "audit_events" DROP CONSTRAINT "audit_events_action_check";
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_action_check"
  CHECK ("action" IN (
    'signup.started', 'signup.code_sent', 'signup.code_refused', 'signup.verified', 'signup.expired',
    'session.started', 'session.refused',
    'tenant.reserved', 'tenant.activated', 'tenant.released', 'tenant.opened', 'tenant.suspended', 'tenant.resumed',
    'tenant.deletion_scheduled', 'tenant.deletion_cancelled', 'tenant.deletion_due', 'tenant.deletion_requested', 'tenant.deleted',
    'tenant.plan_changed', 'tenant.password_reset_requested',
    'run.queued', 'run.started', 'run.abort_requested', 'run.retry_requested', 'run.undo_started', 'run.taken_over',
    'run.succeeded', 'run.rolled_back', 'run.needs_attention',
    'step.started', 'step.retried', 'step.succeeded', 'step.failed',
    'step.undo_started', 'step.undo_retried', 'step.undone', 'step.undo_failed',
    'mail.queued', 'mail.sent', 'mail.retried', 'mail.failed',
    'access.refused'
  ));

-- Runs that change the same thing of a workspace follow each other from now on: those that wait are given
-- the queue and the tenant under which they do so.
DO $$
BEGIN
  IF to_regclass('dbos.workflow_status') IS NULL THEN RETURN; END IF;
  UPDATE dbos.workflow_status workflow
  SET queue_partition_key = run.tenant_id::text,
      queue_name = CASE workflow.queue_name WHEN 'runs.deprovision' THEN 'runs.access' ELSE workflow.queue_name END
  FROM runs run
  WHERE workflow.workflow_uuid = 'run:' || run.id || ':' || run.attempt
    AND workflow.queue_name IN ('runs.deprovision', 'runs.register')
    AND workflow.status IN ('ENQUEUED', 'PENDING', 'DELAYED');
END;
$$;

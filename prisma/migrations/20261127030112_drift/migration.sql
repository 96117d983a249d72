-- What a bench is found to hold, compared with the records: see docs/decisions/0013-drift-is-ended-by-runs.md.
-- CreateTable
CREATE TABLE "bench_looks" (
    "bench" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_number" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "bench_looks_pkey" PRIMARY KEY ("bench")
);

-- CreateTable
CREATE TABLE "drifts" (
    "id" UUID NOT NULL,
    "bench" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'suspected',
    "tenant_id" UUID,
    "run_id" UUID,
    "found" JSONB NOT NULL,
    "look" INTEGER NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "mended_at" TIMESTAMPTZ(3),
    "mending_run_id" UUID,

    CONSTRAINT "drifts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "drifts_state_kind_idx" ON "drifts"("state", "kind");

-- AddForeignKey
ALTER TABLE "drifts" ADD CONSTRAINT "drifts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drifts" ADD CONSTRAINT "drifts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drifts" ADD CONSTRAINT "drifts_mending_run_id_fkey" FOREIGN KEY ("mending_run_id") REFERENCES "runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "drifts" ADD CONSTRAINT "drifts_kind_check"
  CHECK ("kind" IN ('leftover', 'attention', 'renamed', 'stranger', 'missing', 'left_open', 'left_closed'));
ALTER TABLE "drifts" ADD CONSTRAINT "drifts_state_check"
  CHECK ("state" IN ('suspected', 'open', 'closed'));
ALTER TABLE "drifts" ADD CONSTRAINT "drifts_stamps_check"
  CHECK (("state" = 'suspected') = ("opened_at" IS NULL) AND ("state" = 'closed') = ("closed_at" IS NOT NULL));
CREATE UNIQUE INDEX "drifts_subject_key" ON "drifts" ("bench", "kind", "subject") WHERE "state" <> 'closed';

ALTER TABLE "runs" DROP CONSTRAINT "runs_kind_check";
ALTER TABLE "runs" ADD CONSTRAINT "runs_kind_check"
  CHECK ("kind" IN ('provision', 'suspend', 'resume', 'set_plan', 'reset_password', 'deprovision', 'remove_leftovers', 'register', 'sign_in'));

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
    'drift.opened', 'drift.closed',
    'access.refused'
  ));

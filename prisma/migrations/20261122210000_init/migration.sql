-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "password_hash" TEXT,
    "email_verified_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signups" (
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "email" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "organization" TEXT NOT NULL,
    "subdomain" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "code_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "code_tries" INTEGER NOT NULL DEFAULT 0,
    "codes_sent" INTEGER NOT NULL DEFAULT 1,
    "last_code_sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ticket_hash" TEXT,
    "ticket_expires_at" TIMESTAMPTZ(3),
    "ip" TEXT,
    "request_id" TEXT NOT NULL,
    "user_id" UUID,
    "tenant_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "verified_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "name_holds" (
    "subdomain" TEXT NOT NULL,
    "signup_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "name_holds_pkey" PRIMARY KEY ("subdomain")
);

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL,
    "subdomain" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "bench" TEXT NOT NULL DEFAULT 'default',
    "state" TEXT NOT NULL DEFAULT 'reserved',
    "organization" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "input" JSONB NOT NULL,
    "tenant_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "executor_id" TEXT,
    "idempotency_key" TEXT,
    "requested_by" TEXT,
    "request_id" TEXT NOT NULL,
    "abort_requested_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "failed_step" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_steps" (
    "run_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "undo_tries" INTEGER NOT NULL DEFAULT 0,
    "progress" JSONB,
    "error_code" TEXT,
    "error_message" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "undo_started_at" TIMESTAMPTZ(3),
    "undo_finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_steps_pkey" PRIMARY KEY ("run_id","attempt","name")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "ip" TEXT,
    "request_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "tenant_id" UUID,
    "subdomain" TEXT,
    "run_id" UUID,
    "attempt" INTEGER,
    "step" TEXT,
    "outcome" TEXT NOT NULL,
    "duration_ms" INTEGER,
    "error_code" TEXT,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_mails" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "sealed_values" BYTEA,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dev_inbox_mails" (
    "message_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dev_inbox_mails_pkey" PRIMARY KEY ("message_id")
);

-- CreateTable
CREATE TABLE "secrets" (
    "id" UUID NOT NULL,
    "subject" UUID NOT NULL,
    "tenant_id" UUID,
    "purpose" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_leases" (
    "executor_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_leases_pkey" PRIMARY KEY ("executor_id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "signups_tenant_id_key" ON "signups"("tenant_id");

-- CreateIndex
CREATE INDEX "signups_email_idx" ON "signups"("email");

-- CreateIndex
CREATE INDEX "signups_state_expires_at_idx" ON "signups"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "name_holds_signup_id_key" ON "name_holds"("signup_id");

-- CreateIndex
CREATE INDEX "name_holds_expires_at_idx" ON "name_holds"("expires_at");

-- CreateIndex
CREATE INDEX "tenants_owner_id_idx" ON "tenants"("owner_id");

-- CreateIndex
CREATE INDEX "tenants_subdomain_idx" ON "tenants"("subdomain");

-- CreateIndex
CREATE UNIQUE INDEX "runs_reference_key" ON "runs"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "runs_idempotency_key_key" ON "runs"("idempotency_key");

-- CreateIndex
CREATE INDEX "runs_tenant_id_idx" ON "runs"("tenant_id");

-- CreateIndex
CREATE INDEX "runs_state_created_at_idx" ON "runs"("state", "created_at");

-- CreateIndex
CREATE INDEX "runs_created_at_id_idx" ON "runs"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "run_steps_run_id_attempt_ordinal_key" ON "run_steps"("run_id", "attempt", "ordinal");

-- CreateIndex
CREATE INDEX "audit_events_at_id_idx" ON "audit_events"("at", "id");

-- CreateIndex
CREATE INDEX "audit_events_tenant_id_id_idx" ON "audit_events"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_subdomain_id_idx" ON "audit_events"("subdomain", "id");

-- CreateIndex
CREATE INDEX "audit_events_run_id_id_idx" ON "audit_events"("run_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_actor_id_idx" ON "audit_events"("actor", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_mails_key_key" ON "outbox_mails"("key");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_mails_message_id_key" ON "outbox_mails"("message_id");

-- CreateIndex
CREATE INDEX "outbox_mails_state_created_at_idx" ON "outbox_mails"("state", "created_at");

-- CreateIndex
CREATE INDEX "dev_inbox_mails_at_idx" ON "dev_inbox_mails"("at");

-- CreateIndex
CREATE INDEX "secrets_expires_at_idx" ON "secrets"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "secrets_subject_purpose_key" ON "secrets"("subject", "purpose");

-- CreateIndex
CREATE INDEX "worker_leases_expires_at_idx" ON "worker_leases"("expires_at");

-- AddForeignKey
ALTER TABLE "signups" ADD CONSTRAINT "signups_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signups" ADD CONSTRAINT "signups_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "name_holds" ADD CONSTRAINT "name_holds_signup_id_fkey" FOREIGN KEY ("signup_id") REFERENCES "signups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secrets" ADD CONSTRAINT "secrets_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What follows is beyond Prisma's schema language and written by hand.

-- Allowed values: the lists of packages/domain/src/states and packages/domain/src/audit, compared by a test.
ALTER TABLE "signups" ADD CONSTRAINT "signups_state_check"
  CHECK ("state" IN ('pending', 'verified', 'consumed', 'expired'));
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_state_check"
  CHECK ("state" IN ('reserved', 'active', 'suspended', 'deleting', 'deleted', 'released'));
ALTER TABLE "runs" ADD CONSTRAINT "runs_kind_check"
  CHECK ("kind" IN ('provision', 'deprovision', 'register', 'sign_in'));
ALTER TABLE "runs" ADD CONSTRAINT "runs_state_check"
  CHECK ("state" IN ('queued', 'running', 'undoing', 'succeeded', 'rolled_back', 'needs_attention'));
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_state_check"
  CHECK ("state" IN ('pending', 'running', 'succeeded', 'failed', 'undoing', 'undone', 'undo_failed'));
ALTER TABLE "outbox_mails" ADD CONSTRAINT "outbox_mails_state_check"
  CHECK ("state" IN ('queued', 'sent'));
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_kind_check"
  CHECK ("actor_kind" IN ('visitor', 'owner', 'operator', 'admin', 'worker', 'rest', 'system'));
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_outcome_check"
  CHECK ("outcome" IN ('started', 'succeeded', 'failed', 'refused'));
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
    'mail.queued', 'mail.sent', 'mail.retried',
    'access.refused'
  ));

-- An address is one address, however it was typed.
ALTER TABLE "users" ADD CONSTRAINT "users_email_lower_check" CHECK ("email" = lower("email"));

-- At most one tenant per name in the states that occupy it (OCCUPYING_STATES).
CREATE UNIQUE INDEX "tenants_subdomain_occupied_key" ON "tenants" ("subdomain")
  WHERE "state" IN ('reserved', 'active', 'suspended', 'deleting');

-- The audit log only grows.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is append-only: % on audit_events is refused.', TG_OP
    USING ERRCODE = 'insufficient_privilege', HINT = 'Write another event that corrects this one.';
END;
$$;
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

-- Watchers are told when a change commits, and read it then: a notification carries no data of its own.
CREATE FUNCTION "notify_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('nexus_audit', NEW."id"::text);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "audit_events_notify" AFTER INSERT ON "audit_events"
  FOR EACH ROW EXECUTE FUNCTION "notify_audit"();

CREATE FUNCTION "notify_run"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('nexus_run', NEW."id"::text || ':' || NEW."version"::text);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "runs_notify_insert" AFTER INSERT ON "runs"
  FOR EACH ROW EXECUTE FUNCTION "notify_run"();
CREATE TRIGGER "runs_notify_version" AFTER UPDATE ON "runs"
  FOR EACH ROW WHEN (OLD."version" IS DISTINCT FROM NEW."version") EXECUTE FUNCTION "notify_run"();

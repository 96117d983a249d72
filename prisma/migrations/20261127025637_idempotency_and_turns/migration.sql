-- Keys of creating calls have a table of their own. Those of before named a run; asking again for the same signup
-- still finds it, so that nothing is lost with the column.
ALTER TABLE "runs" DROP COLUMN "idempotency_key";

-- Builds that wait take turns by their sources; runs that wait from before have no turn and come first.
ALTER TABLE "runs"
  ADD COLUMN "source" TEXT,
  ADD COLUMN "turn_at" TIMESTAMPTZ(3);

-- How many builds a worker works on at once, for those who are told how long they wait.
ALTER TABLE "worker_leases" ADD COLUMN     "places" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "id" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "run_id" UUID,
    "signup_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys"("expires_at");

-- CreateIndex
CREATE INDEX "idempotency_keys_run_id_idx" ON "idempotency_keys"("run_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_signup_id_idx" ON "idempotency_keys"("signup_id");

-- CreateIndex
CREATE INDEX "runs_source_state_idx" ON "runs"("source", "state");

-- CreateIndex
CREATE INDEX "runs_kind_state_finished_at_idx" ON "runs"("kind", "state", "finished_at");

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_signup_id_fkey" FOREIGN KEY ("signup_id") REFERENCES "signups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

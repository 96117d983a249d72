import type { Prisma, Run, Tenant } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { NexusError } from "@nexus/domain/errors/codes";
import { RUN_STATES, RUN_TRANSITIONS, type RunKind, type RunState } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import { mayFollow } from "@nexus/domain/states/machine";
import { recordEvent } from "../audit/record-event.ts";
import type { SecretPurpose } from "../ports.ts";
import { type NameRest, isNameFree, lockName } from "../names/free-names.ts";
import { isUniqueViolation } from "./unique-violation.ts";
import { enqueueAttempt } from "./enqueue.ts";

/** States from which a person may ask for another attempt. */
const RETRYABLE = RUN_STATES.filter((state) => mayFollow(RUN_TRANSITIONS, state, "queued"));

/**
 * Starts another attempt of a run that was rolled back or whose undo failed: higher attempt, higher
 * epoch (so that whoever still works on the old attempt has no more effect), a workflow of its own.
 * A released name is taken again.
 *
 * @throws NexusError RUN_NOT_RETRYABLE when it works or has succeeded; SUBDOMAIN_TAKEN when someone
 *   else has the name by now, or it rests for somebody else.
 */
export async function requestRetry(tx: Prisma.TransactionClient, actor: Actor, runId: string, rest: NameRest): Promise<{ attempt: number }> {
  const { count } = await tx.run.updateMany({
    where: { id: runId, state: { in: [...RETRYABLE] } },
    data: {
      state: "queued" satisfies RunState, attempt: { increment: 1 }, epoch: { increment: 1 }, version: { increment: 1 },
      abortRequestedAt: null, errorCode: null, errorMessage: null, failedStep: null, startedAt: null, finishedAt: null, executorId: null,
    },
  });
  if (count === 0) throw new NexusError("RUN_NOT_RETRYABLE");
  const run = await tx.run.findUniqueOrThrow({ where: { id: runId }, include: { tenant: true } });
  if (run.kind === "provision") await takeNameAgain(tx, actor, run, rest);
  await keepSecrets(tx, run, rest.now);
  await recordEvent(tx, actor, { action: "run.retry_requested", outcome: "succeeded", tenant: run.tenant, run });
  await enqueueAttempt(tx, run);
  return { attempt: run.attempt };
}

/** Secrets that a run keeps for a while when it fails, and ends when it succeeds. */
const KEPT_FOR_RETRY: Partial<Record<string, readonly SecretPurpose[]>> = {
  provision: ["owner_password", "api_key", "api_secret"], register: ["api_key", "api_secret"],
} satisfies Partial<Record<RunKind, readonly SecretPurpose[]>>;

/** The attempt may wait for its turn for longer than what was left of the time in which it could be asked for. */
async function keepSecrets(tx: Prisma.TransactionClient, run: Run, now: Date): Promise<void> {
  const purposes = KEPT_FOR_RETRY[run.kind];
  if (purposes === undefined) return;
  await tx.secret.updateMany({ where: { subject: run.tenantId, purpose: { in: [...purposes] }, expiresAt: { gt: now } }, data: { expiresAt: null } });
}

async function takeNameAgain(tx: Prisma.TransactionClient, actor: Actor, run: Run & { tenant: Tenant }, rest: NameRest): Promise<void> {
  const { tenant } = run;
  if (tenant.state === "reserved") return;
  // Its site is in use, or was: what this run built is not to be undone any more.
  if (tenant.state !== "released") throw new NexusError("RUN_NOT_RETRYABLE");
  await lockName(tx, tenant.subdomain);
  const isFree = await isNameFree(tx, rest, tenant.subdomain, { userId: tenant.ownerId, signupId: null });
  if (!isFree) throw new NexusError("SUBDOMAIN_TAKEN");
  const state: TenantState = "reserved";
  try {
    await tx.tenant.update({ where: { id: tenant.id, state: "released" }, data: { state } });
  } catch (error) {
    if (isUniqueViolation(error)) throw new NexusError("SUBDOMAIN_TAKEN", { cause: error });
    throw error;
  }
  await recordEvent(tx, actor, { action: "tenant.reserved", outcome: "succeeded", tenant, run, before: { state: tenant.state }, after: { state } });
}

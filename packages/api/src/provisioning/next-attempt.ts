import type { Prisma } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { mayFollow } from "@nexus/domain/states/machine";
import { RUN_TRANSITIONS, type RunKind, type RunState } from "@nexus/domain/states/run";
import { requestRetry } from "@nexus/provisioning/runs/request-retry";
import { actorOf } from "../access/actor.ts";
import { nameRest } from "../availability/free-names.ts";
import { limitUnfinished } from "./limit-unfinished.ts";
import type { Asker, RunOfTenant } from "./run-access.ts";

const ASKED_ANEW: readonly string[] = ["sign_in", "reset_password"] satisfies RunKind[];

/** Asked for anew when they fail, instead of retried: what they were about is not kept. */
export function isAskedForAnew({ kind }: { kind: string }): boolean {
  return ASKED_ANEW.includes(kind);
}

export function isRetryable(run: { kind: string; state: string }): boolean {
  return !isAskedForAnew(run) && mayFollow(RUN_TRANSITIONS, run.state as RunState, "queued");
}

/** A workspace cannot be built without its owner's password, which is kept for a while after a failure. */
export async function hasItsPassword(tx: Prisma.TransactionClient, { now, session }: Asker, run: RunOfTenant): Promise<boolean> {
  if (run.kind !== "provision") return true;
  // An admin's retry is also the way to take back what is left of a failed undo.
  if (run.state === "needs_attention" && session.role === "admin") return true;
  return (await tx.secret.count({ where: { subject: run.tenantId, ...keptPassword(now()) } })) > 0;
}

/** The secret without which a workspace is not built again. */
export function keptPassword(now: Date) {
  return { purpose: "owner_password", OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

/**
 * Starts another attempt of a run that failed, in the caller's transaction.
 *
 * @throws NexusError RUN_NOT_RETRYABLE, SUBDOMAIN_TAKEN, or RATE_LIMITED for a member who has as many builds as one may have.
 */
export async function startNextAttempt(tx: Prisma.TransactionClient, ctx: Asker, run: RunOfTenant): Promise<void> {
  if (!isRetryable(run)) throw new NexusError("RUN_NOT_RETRYABLE");
  if (!(await hasItsPassword(tx, ctx, run))) throw new NexusError("RUN_NOT_RETRYABLE", { message: PASSWORD_GONE });
  if (run.kind === "provision") await limitUnfinished(tx, ctx);
  await requestRetry(tx, actorOf(ctx), run.id, nameRest(ctx));
}

const PASSWORD_GONE = "This run failed a while ago, and the password from its signup has been deleted since, for your safety. Please sign up again.";

import type { Prisma, Run } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import { enqueueRun } from "../runs/enqueue.ts";
import { type LockedTenant, changeTenant } from "./change-tenant.ts";
import { siteDatabaseOf } from "./site-database.ts";

/** Why a removal begins now: somebody asked for it at once, or its time has come. */
export interface DeletionCause {
  readonly action: "tenant.deletion_requested" | "tenant.deletion_due";
  readonly reason?: string;
}

/** Begins the removal of a workspace, which has no way back: state, event and run in the caller's transaction. */
export async function beginDeletion(tx: Prisma.TransactionClient, actor: Actor, tenant: LockedTenant, cause: DeletionCause): Promise<Run> {
  await changeTenant(tx, actor, tenant, { to: "deleting", from: LIVE_STATES, data: { deleteAt: null }, ...cause });
  const dbName = await siteDatabaseOf(tx, tenant.id);
  return enqueueRun(tx, actor, { kind: "deprovision", tenant, input: { apps: [], dbName } });
}

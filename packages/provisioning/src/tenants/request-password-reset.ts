import type { Run } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { seal } from "@nexus/domain/secrets/seal";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import { recordEvent } from "../audit/record-event.ts";
import { enqueueRun } from "../runs/enqueue.ts";
import type { ChangeParts } from "./change-parts.ts";
import type { LockedTenant } from "./change-tenant.ts";
import { tenantConflict } from "./tenant-conflict.ts";

/** Seconds after which a password that could not be set is not set any more: nobody expects it by then. */
const KEPT = 60 * 60;

/**
 * Accepts a new password for the owner's user on the site of an open workspace. It is kept sealed until the run ends.
 *
 * @throws NexusError TENANT_CONFLICT when another one is being set, or the workspace is closed; TENANT_NOT_ACTIVE when there is none.
 */
export async function requestPasswordReset({ tx, actor, sealingKey }: ChangeParts, tenant: LockedTenant, password: string): Promise<Run> {
  if (tenant.state !== "active") throw tenantConflict(tenant.state);
  const underWay = await tx.run.count({ where: { tenantId: tenant.id, kind: "reset_password", state: { notIn: [...FINAL_RUN_STATES] } } });
  if (underWay > 0) throw new NexusError("TENANT_CONFLICT", { message: "Another new password is being set at the moment. This one was not taken; try again in a minute." });
  const context = { subject: tenant.id, purpose: "new_owner_password" };
  const expiresAt = new Date(Date.now() + KEPT * 1000);
  const sealed = seal(sealingKey, context, password);
  await tx.secret.upsert({
    where: { subject_purpose: context },
    create: { ...context, tenantId: tenant.id, sealed, expiresAt }, update: { sealed, expiresAt },
  });
  const run = await enqueueRun(tx, actor, { kind: "reset_password", tenant, input: { apps: [] } });
  await recordEvent(tx, actor, { action: "tenant.password_reset_requested", outcome: "succeeded", tenant, run });
  return run;
}

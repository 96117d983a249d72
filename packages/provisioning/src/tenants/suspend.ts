import type { Run } from "@nexus/db/client";
import { queueMail } from "../mail/queue-mail.ts";
import { enqueueRun } from "../runs/enqueue.ts";
import { type ChangeParts, ownerOf } from "./change-parts.ts";
import { type LockedTenant, changeTenant } from "./change-tenant.ts";

/**
 * Closes a workspace for a reason that its owner is told.
 *
 * @returns the run that closes the site.
 */
export async function suspend(parts: ChangeParts, tenant: LockedTenant, reason: string): Promise<Run> {
  const { tx, actor, sealingKey } = parts;
  await changeTenant(tx, actor, tenant, { to: "suspended", from: ["active"], action: "tenant.suspended", data: { suspendedAt: new Date() }, reason });
  const run = await enqueueRun(tx, actor, { kind: "suspend", tenant, input: { apps: [] } });
  const { to, values } = await ownerOf(parts, tenant);
  await queueMail(tx, actor, sealingKey, { key: `suspended:${run.id}`, to, tenant, template: "workspace_suspended", values: { ...values, reason } });
  return run;
}

import type { Run } from "@nexus/db/client";
import { queueMail } from "../mail/queue-mail.ts";
import { enqueueRun } from "../runs/enqueue.ts";
import { type ChangeParts, ownerOf } from "./change-parts.ts";
import { type LockedTenant, changeTenant } from "./change-tenant.ts";

/**
 * Takes a planned deletion back: the workspace is opened again, unless an admin had suspended it before. Tells
 * the owner, of an opening when it is done.
 *
 * @returns the run that opens the site; `null` where it stays closed.
 */
export async function cancelDeletion(parts: ChangeParts, tenant: LockedTenant): Promise<Run | null> {
  const { tx, actor, sealingKey } = parts;
  const to = tenant.suspendedAt === null ? "active" : "suspended";
  await changeTenant(tx, actor, tenant, { to, from: ["deletion_scheduled"], action: "tenant.deletion_cancelled", data: { deleteAt: null } });
  if (to === "active") return enqueueRun(tx, actor, { kind: "resume", tenant, input: { apps: [], mail: "workspace_kept" } });
  const owner = await ownerOf(parts, tenant);
  await queueMail(tx, actor, sealingKey, {
    key: `kept_suspended:${tenant.id}:${tenant.deleteAt?.toISOString() ?? ""}`, to: owner.to, tenant, template: "workspace_kept_suspended", values: owner.values,
  });
  return null;
}

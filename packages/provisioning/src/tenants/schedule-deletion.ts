import type { Prisma, Run } from "@nexus/db/client";
import { queueMail } from "../mail/queue-mail.ts";
import { enqueueRun } from "../runs/enqueue.ts";
import { type ChangeParts, ownerOf } from "./change-parts.ts";
import { type LockedTenant, changeTenant } from "./change-tenant.ts";

/**
 * Plans a workspace's deletion: it is closed at once and removed after `grace` milliseconds by the database's
 * clock, unless its owner takes that back. Tells the owner.
 *
 * @returns the run that closes the site.
 */
export async function scheduleDeletion(parts: ChangeParts, tenant: LockedTenant, grace: number): Promise<Run> {
  const { tx, actor, sealingKey } = parts;
  const deleteAt = new Date((await databaseNow(tx)).getTime() + grace);
  await changeTenant(tx, actor, tenant, {
    to: "deletion_scheduled", from: ["active", "suspended"], action: "tenant.deletion_scheduled", data: { deleteAt },
  });
  const run = await enqueueRun(tx, actor, { kind: "suspend", tenant, input: { apps: [] } });
  const { to, values } = await ownerOf(parts, tenant);
  await queueMail(tx, actor, sealingKey, {
    key: `deletion_scheduled:${run.id}`, to, tenant, template: "workspace_deletion_scheduled", values: { ...values, deleteAt: deleteAt.toISOString() },
  });
  return run;
}

async function databaseNow(tx: Prisma.TransactionClient): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`;
  if (row === undefined) throw new TypeError("The database did not tell the time.");
  return row.now;
}

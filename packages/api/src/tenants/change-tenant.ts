import { type ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import { type LockedTenant, lockTenant } from "@nexus/provisioning/tenants/change-tenant";
import { actorOf } from "../access/actor.ts";
import type { Asker } from "../provisioning/run-access.ts";
import { transact } from "../transaction.ts";

/** Does `change` to a tenant in one transaction that begins by locking its row. */
export function changeTenant<T>(ctx: Asker, tenantId: string, change: (parts: ChangeParts, tenant: LockedTenant) => Promise<T>): Promise<T> {
  return transact(ctx.prisma, async (tx) => {
    const tenant = await lockTenant(tx, tenantId);
    return change({ tx, actor: actorOf(ctx), sealingKey: ctx.sealingKey, webUrl: ctx.config.rootUrl }, tenant);
  });
}

import type { Prisma, Tenant } from "@nexus/db/client";
import type { Actor, AuditAction } from "@nexus/domain/audit/actions";
import { NexusError } from "@nexus/domain/errors/codes";
import { mayFollow } from "@nexus/domain/states/machine";
import { TENANT_TRANSITIONS, type TenantState } from "@nexus/domain/states/tenant";
import { recordEvent } from "../audit/record-event.ts";
import { tenantConflict } from "./tenant-conflict.ts";

export type LockedTenant = Tenant & { readonly state: TenantState };

/**
 * Reads a tenant and locks its row until the transaction ends: of two who change it at the same moment, the
 * second decides by what the first one did.
 *
 * @throws NexusError NOT_FOUND
 */
export async function lockTenant(tx: Prisma.TransactionClient, id: string): Promise<LockedTenant> {
  await tx.$queryRaw`select from tenants where id = ${id}::uuid for update`;
  const tenant = await tx.tenant.findUnique({ where: { id } });
  if (tenant === null) throw new NexusError("NOT_FOUND");
  // A CHECK holds the column to the closed list.
  return { ...tenant, state: tenant.state as TenantState };
}

export interface TenantStateChange {
  readonly to: TenantState;
  /** States from which this very change is meant; each must allow it. */
  readonly from: readonly TenantState[];
  readonly action: AuditAction;
  readonly data?: Pick<Prisma.TenantUpdateManyMutationInput, "suspendedAt" | "deleteAt">;
  readonly reason?: string;
}

/**
 * Changes a tenant's state by compare-and-set and records the event.
 *
 * @throws NexusError TENANT_CONFLICT or TENANT_NOT_ACTIVE, with a sentence for the state that it is in.
 */
export async function changeTenant(tx: Prisma.TransactionClient, actor: Actor, tenant: LockedTenant, change: TenantStateChange): Promise<LockedTenant> {
  const { to, from, action, data = {}, reason } = change;
  if (!from.includes(tenant.state) || !mayFollow(TENANT_TRANSITIONS, tenant.state, to)) throw tenantConflict(tenant.state);
  const [changed] = await tx.tenant.updateManyAndReturn({ where: { id: tenant.id, state: tenant.state }, data: { ...data, state: to } });
  if (changed === undefined) throw new NexusError("TENANT_CONFLICT");
  const { deleteAt } = changed;
  await recordEvent(tx, actor, {
    action, outcome: "succeeded", tenant,
    before: { state: tenant.state }, after: { state: to, ...(deleteAt === null ? {} : { deleteAt: deleteAt.toISOString() }) },
    ...(reason === undefined ? {} : { reason }),
  });
  return { ...changed, state: to };
}

import type { Prisma, Run } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { NexusError } from "@nexus/domain/errors/codes";
import type { Plan } from "@nexus/domain/plans/plan";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import { recordEvent } from "../audit/record-event.ts";
import { enqueueRun } from "../runs/enqueue.ts";
import type { LockedTenant } from "./change-tenant.ts";
import { tenantConflict } from "./tenant-conflict.ts";

export interface PlanChange {
  /** The plan that the asker saw; another one by now is somebody else's change. */
  readonly from: string;
  readonly to: Plan;
}

/**
 * Puts a workspace on a plan, of which its site and the register learn by a run of its own.
 *
 * @throws NexusError TENANT_CONFLICT when somebody else changed the plan first; TENANT_NOT_ACTIVE when there is no finished site.
 */
export async function changePlan(tx: Prisma.TransactionClient, actor: Actor, tenant: LockedTenant, { from, to }: PlanChange): Promise<Run> {
  if (!LIVE_STATES.includes(tenant.state)) throw tenantConflict(tenant.state);
  const { count } = await tx.tenant.updateMany({ where: { id: tenant.id, plan: from }, data: { plan: to } });
  if (count === 0) throw new NexusError("TENANT_CONFLICT");
  await recordEvent(tx, actor, { action: "tenant.plan_changed", outcome: "succeeded", tenant, before: { plan: from }, after: { plan: to } });
  return enqueueRun(tx, actor, { kind: "set_plan", tenant, input: { apps: [] } });
}

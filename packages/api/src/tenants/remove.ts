import type { Run } from "@nexus/db/client";
import { beginDeletion } from "@nexus/provisioning/tenants/begin-deletion";
import type { ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import type { LockedTenant } from "@nexus/provisioning/tenants/change-tenant";
import { scheduleDeletion } from "@nexus/provisioning/tenants/schedule-deletion";
import { limitChanges } from "../access/limit-changes.ts";
import { signedInProcedure } from "../trpc.ts";
import { changeTenant, runAnswer } from "./change-tenant.ts";
import { deletionUnderWay } from "./deletion-under-way.ts";
import { removeInput, removeOutput } from "./schema.ts";
import { refuseOtherName, removableTenant } from "./tenant-access.ts";

/**
 * Deletes a workspace, for its owner and admins, who type its name to show that they mean it: it is closed at
 * once and removed when the time for taking that back is over. Asked twice, it answers with the deletion that is under way.
 */
export const remove = signedInProcedure.input(removeInput).output(removeOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const { id } = await removableTenant(ctx, input.tenantId);
  return changeTenant(ctx, {
    tenantId: id, input,
    change: async (parts, tenant) => {
      refuseOtherName(tenant, input.subdomain);
      return (await deletionUnderWay(parts.tx, tenant)) ?? (await begin(parts, tenant, ctx.config.durations.deletionGrace));
    },
    answer: async (tx, runId) => {
      const { deleteAt } = await tx.tenant.findUniqueOrThrow({ where: { id }, select: { deleteAt: true } });
      return { ...(await runAnswer(tx, runId)), deleteAt };
    },
  });
});

function begin(parts: ChangeParts, tenant: LockedTenant, grace: number): Promise<Run> {
  if (grace > 0) return scheduleDeletion(parts, tenant, grace);
  return beginDeletion(parts.tx, parts.actor, tenant, { action: "tenant.deletion_requested" });
}

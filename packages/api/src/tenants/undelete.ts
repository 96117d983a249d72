import type { TenantState } from "@nexus/domain/states/tenant";
import { cancelDeletion } from "@nexus/provisioning/tenants/cancel-deletion";
import { limitChanges } from "../access/limit-changes.ts";
import { signedInProcedure } from "../trpc.ts";
import { changeTenant } from "./change-tenant.ts";
import { undeleteInput, undeleteOutput } from "./schema.ts";
import { removableTenant } from "./tenant-access.ts";

/** Takes a deletion back whose removal has not begun, for the workspace's owner and admins. */
export const undelete = signedInProcedure.input(undeleteInput).output(undeleteOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const { id } = await removableTenant(ctx, input.tenantId);
  return changeTenant(ctx, {
    tenantId: id, input, change: cancelDeletion,
    answer: async (tx, runId) => {
      const { state } = await tx.tenant.findUniqueOrThrow({ where: { id }, select: { state: true } });
      return { state: state as TenantState, runId };
    },
  });
});

import { cancelDeletion } from "@nexus/provisioning/tenants/cancel-deletion";
import { limitChanges } from "../access/limit-changes.ts";
import { signedInProcedure } from "../trpc.ts";
import { changeTenant } from "./change-tenant.ts";
import { tenantInput, undeleteOutput } from "./schema.ts";
import { removableTenant } from "./tenant-access.ts";

/** Takes a deletion back whose removal has not begun, for the workspace's owner and admins. */
export const undelete = signedInProcedure.input(tenantInput).output(undeleteOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const { id } = await removableTenant(ctx, input.tenantId);
  return changeTenant(ctx, id, async (parts, tenant) => {
    const run = await cancelDeletion(parts, tenant);
    return { state: run === null ? "suspended" : "active", runId: run?.id ?? null } as const;
  });
});

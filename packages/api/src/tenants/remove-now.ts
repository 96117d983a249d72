import { beginDeletion } from "@nexus/provisioning/tenants/begin-deletion";
import { adminProcedure } from "../trpc.ts";
import { changeTenant, runAnswer } from "./change-tenant.ts";
import { removeNowInput, runOutput } from "./schema.ts";
import { readableTenant, refuseOtherName } from "./tenant-access.ts";

/** Removes a workspace at once, with a backup, and without a time for taking that back. */
export const removeNow = adminProcedure.input(removeNowInput).output(runOutput).mutation(async ({ ctx, input }) => {
  const { id } = await readableTenant(ctx, input.tenantId);
  return changeTenant(ctx, {
    tenantId: id, input, answer: runAnswer,
    change: ({ tx, actor }, tenant) => {
      refuseOtherName(tenant, input.subdomain);
      return beginDeletion(tx, actor, tenant, { action: "tenant.deletion_requested", reason: input.reason });
    },
  });
});

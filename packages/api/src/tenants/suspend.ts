import { suspend as suspendTenant } from "@nexus/provisioning/tenants/suspend";
import { adminProcedure } from "../trpc.ts";
import { changeTenant, runAnswer } from "./change-tenant.ts";
import { reasonInput, runOutput } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";

/** Closes a workspace for a reason that its owner is told. */
export const suspend = adminProcedure.input(reasonInput).output(runOutput).mutation(async ({ ctx, input }) => {
  const { id } = await readableTenant(ctx, input.tenantId);
  return changeTenant(ctx, { tenantId: id, input, change: (parts, tenant) => suspendTenant(parts, tenant, input.reason), answer: runAnswer });
});

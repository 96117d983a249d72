import { resume as resumeTenant } from "@nexus/provisioning/tenants/resume";
import { adminProcedure } from "../trpc.ts";
import { changeTenant, runAnswer } from "./change-tenant.ts";
import { reasonInput, runOutput } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";

/** Opens a workspace again that an admin had suspended. */
export const resume = adminProcedure.input(reasonInput).output(runOutput).mutation(async ({ ctx, input }) => {
  const { id } = await readableTenant(ctx, input.tenantId);
  return changeTenant(ctx, { tenantId: id, input, change: (parts, tenant) => resumeTenant(parts, tenant, input.reason), answer: runAnswer });
});

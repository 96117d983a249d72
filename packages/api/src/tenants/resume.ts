import { resume as resumeTenant } from "@nexus/provisioning/tenants/resume";
import { adminProcedure } from "../trpc.ts";
import { changeTenant } from "./change-tenant.ts";
import { reasonInput, runOutput } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";

/** Opens a workspace again that an admin had suspended. */
export const resume = adminProcedure.input(reasonInput).output(runOutput).mutation(async ({ ctx, input }) => {
  const { id } = await readableTenant(ctx, input.tenantId);
  const run = await changeTenant(ctx, id, (parts, tenant) => resumeTenant(parts, tenant, input.reason));
  return { runId: run.id, reference: run.reference };
});

import { suspend as suspendTenant } from "@nexus/provisioning/tenants/suspend";
import { adminProcedure } from "../trpc.ts";
import { changeTenant } from "./change-tenant.ts";
import { reasonInput, runOutput } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";

/** Closes a workspace for a reason that its owner is told. */
export const suspend = adminProcedure.input(reasonInput).output(runOutput).mutation(async ({ ctx, input }) => {
  const { id } = await readableTenant(ctx, input.tenantId);
  const run = await changeTenant(ctx, id, (parts, tenant) => suspendTenant(parts, tenant, input.reason));
  return { runId: run.id, reference: run.reference };
});

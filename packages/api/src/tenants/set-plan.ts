import { changePlan } from "@nexus/provisioning/tenants/change-plan";
import { adminProcedure } from "../trpc.ts";
import { changeTenant } from "./change-tenant.ts";
import { setPlanInput, tenantView } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";
import { viewTenant, withOwnerAndRun } from "./tenant-view.ts";

/** Puts a workspace on another plan; a run brings it to the site and to the register. */
export const setPlan = adminProcedure.input(setPlanInput).output(tenantView).mutation(async ({ ctx, input }) => {
  const { id, plan: from } = await readableTenant(ctx, input.tenantId);
  return changeTenant(ctx, {
    tenantId: id, input,
    change: ({ tx, actor }, tenant) => changePlan(tx, actor, tenant, { from, to: input.plan }),
    answer: async (tx) => viewTenant(ctx.config, await tx.tenant.findUniqueOrThrow({ where: { id }, include: withOwnerAndRun })),
  });
});

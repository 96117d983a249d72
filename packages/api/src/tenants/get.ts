import { signedInProcedure } from "../trpc.ts";
import { tenantInput, tenantView } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";
import { viewTenant, withOwnerAndRun } from "./tenant-view.ts";

/** One workspace, for its owner, operators and admins. */
export const get = signedInProcedure.input(tenantInput).output(tenantView).query(async ({ ctx, input }) => {
  const { id } = await readableTenant(ctx, input.tenantId);
  return viewTenant(ctx.config, await ctx.prisma.tenant.findUniqueOrThrow({ where: { id }, include: withOwnerAndRun }));
});

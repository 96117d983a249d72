import type { Tenant } from "@nexus/db/client";
import { refuse } from "../access/refuse.ts";
import type { Asker } from "../provisioning/run-access.ts";

/** The tenant, for its owner, operators and admins; for everybody else it does not exist. */
export async function readableTenant(ctx: Asker, tenantId: string): Promise<Tenant> {
  const tenant = await ctx.prisma.tenant.findUnique({ where: { id: tenantId } });
  if (tenant === null) return refuse(ctx, "NOT_FOUND");
  if (ctx.session.role === "member" && tenant.ownerId !== ctx.session.userId) return refuse(ctx, "NOT_FOUND", { tenant });
  return tenant;
}

import type { Tenant } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { refuse } from "../access/refuse.ts";
import type { Asker } from "../provisioning/run-access.ts";

/** The tenant, for its owner, operators and admins; for everybody else it does not exist. */
export async function readableTenant(ctx: Asker, tenantId: string): Promise<Tenant> {
  const tenant = await ctx.prisma.tenant.findUnique({ where: { id: tenantId } });
  if (tenant === null) return refuse(ctx, "NOT_FOUND");
  if (ctx.session.role === "member" && tenant.ownerId !== ctx.session.userId) return refuse(ctx, "NOT_FOUND", { tenant });
  return tenant;
}

/** The tenant, for those who may decide whether it exists: its owner and admins. */
export async function removableTenant(ctx: Asker, tenantId: string): Promise<Tenant> {
  const tenant = await readableTenant(ctx, tenantId);
  if (ctx.session.role === "operator") return refuse(ctx, "FORBIDDEN", { tenant });
  return tenant;
}

/** @throws NexusError INVALID_INPUT when the name that a person typed is another one than the workspace's. */
export function refuseOtherName(tenant: Tenant, typed: string): void {
  if (typed !== tenant.subdomain) {
    throw new NexusError("INVALID_INPUT", { field: "subdomain", message: "This is not the workspace's name. Nothing was deleted." });
  }
}

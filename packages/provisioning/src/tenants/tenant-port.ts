import type { PrismaClient } from "@nexus/db/client";
import type { Plan } from "@nexus/domain/plans/plan";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import type { TenantPort } from "../ports.ts";
import { siteDatabaseOf } from "./site-database.ts";

/** What is wanted of a tenant, from its row. */
export function tenantPort(prisma: PrismaClient, tenantId: string): TenantPort {
  return {
    wanted: async () => {
      const { state, plan } = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { state: true, plan: true } });
      // CHECKs and the one place that writes plans hold both to their closed lists.
      return { state: state as TenantState, plan: plan as Plan };
    },
    database: () => siteDatabaseOf(prisma, tenantId),
    isBeingRegistered: async () => {
      return (await prisma.run.count({ where: { tenantId, kind: "register", state: { notIn: [...FINAL_RUN_STATES] } } })) > 0;
    },
  };
}

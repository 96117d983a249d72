import type { Prisma, Run } from "@nexus/db/client";
import type { RunKind } from "@nexus/domain/states/run";
import type { LockedTenant } from "@nexus/provisioning/tenants/change-tenant";

/** The latest run of the deletion that a tenant is in: the one that closed its site, or the one that removes it; `null` when it is in none. */
export async function deletionUnderWay(tx: Prisma.TransactionClient, { id: tenantId, state }: LockedTenant): Promise<Run | null> {
  if (state !== "deletion_scheduled" && state !== "deleting") return null;
  const kind: RunKind = state === "deleting" ? "deprovision" : "suspend";
  return tx.run.findFirst({ where: { tenantId, kind }, orderBy: { createdAt: "desc" } });
}

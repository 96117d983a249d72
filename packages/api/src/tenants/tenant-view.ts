import type { Prisma, Tenant } from "@nexus/db/client";
import type { Plan } from "@nexus/domain/plans/plan";
import type { TenantState } from "@nexus/domain/states/tenant";
import type { z } from "zod";
import type { ApiConfig } from "../config.ts";
import type { tenantView } from "./schema.ts";
import { siteUrl } from "./site-url.ts";

/** What is read along with a tenant: its owner, and the run that builds or built it. */
export const withOwnerAndRun = {
  owner: { select: { email: true } },
  runs: { where: { kind: "provision" }, orderBy: { createdAt: "desc" }, take: 1, select: { id: true, abortRequestedAt: true } },
} satisfies Prisma.TenantInclude;

type TenantRead = Tenant & { readonly owner: { readonly email: string }; readonly runs: readonly { readonly id: string; readonly abortRequestedAt: Date | null }[] };

/** A tenant as its owner sees it. */
export function viewTenant(config: ApiConfig, tenant: TenantRead): z.infer<typeof tenantView> {
  const { id: tenantId, subdomain, organization, createdAt, activatedAt, suspendedAt, deleteAt } = tenant;
  return {
    tenantId, subdomain, organization, createdAt, activatedAt, suspendedAt, deleteAt,
    ownerEmail: tenant.owner.email,
    plan: tenant.plan as Plan,
    state: tenant.state as TenantState,
    siteUrl: siteUrl(config, subdomain),
    runId: tenant.runs[0]?.id ?? null,
    buildStopped: tenant.runs[0]?.abortRequestedAt != null,
  };
}

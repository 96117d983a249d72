import type { Prisma, Tenant } from "@nexus/db/client";
import type { Plan } from "@nexus/domain/plans/plan";
import type { TenantState } from "@nexus/domain/states/tenant";
import type { z } from "zod";
import type { ApiConfig } from "../config.ts";
import type { tenantView } from "./schema.ts";
import { siteUrl } from "./site-url.ts";

/** The run that builds or built a tenant, to be read along with it. */
export const withProvisionRun = {
  runs: { where: { kind: "provision" }, orderBy: { createdAt: "desc" }, take: 1, select: { id: true } },
} satisfies Prisma.TenantInclude;

/** A tenant as its owner sees it. */
export function viewTenant(config: ApiConfig, tenant: Tenant & { readonly runs: readonly { id: string }[] }): z.infer<typeof tenantView> {
  const { id: tenantId, subdomain, organization, createdAt, activatedAt } = tenant;
  return {
    tenantId, subdomain, organization, createdAt, activatedAt,
    plan: tenant.plan as Plan,
    state: tenant.state as TenantState,
    siteUrl: siteUrl(config, subdomain),
    runId: tenant.runs[0]?.id ?? null,
  };
}

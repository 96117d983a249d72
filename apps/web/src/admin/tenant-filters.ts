import { TENANT_STATES } from "@nexus/domain/states/tenant";
import { given, one, oneOf, type Query } from "./filters.ts";

/** The workspaces list's filters as its URL has them. */
export function tenantFilters(query: Query) {
  return given({ state: oneOf(query, "state", TENANT_STATES), search: one(query, "search")?.slice(0, 100) });
}
export type TenantFilters = ReturnType<typeof tenantFilters>;

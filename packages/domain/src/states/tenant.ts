import type { Transitions } from "./machine.ts";

export const TENANT_STATES = ["reserved", "active", "suspended", "deleting", "deleted", "released"] as const;
export type TenantState = (typeof TENANT_STATES)[number];

/**
 * `reserved`: the name is taken and a run builds the site. `released`: that run was rolled back and
 * nothing remains but the record. `deleted`: the site was removed; the name rests.
 */
export const TENANT_TRANSITIONS: Transitions<TenantState> = {
  reserved: ["active", "released"],
  active: ["suspended", "deleting"],
  suspended: ["active", "deleting"],
  deleting: ["deleted", "suspended", "active"],
  deleted: [],
  released: ["reserved"],
};

/** States in which no other tenant may have the name; the database holds it with a partial unique index. */
export const OCCUPYING_STATES: readonly TenantState[] = ["reserved", "active", "suspended", "deleting"];

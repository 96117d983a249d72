import type { Transitions } from "./machine.ts";

export const TENANT_STATES = ["reserved", "active", "suspended", "deletion_scheduled", "deleting", "deleted", "released"] as const;
export type TenantState = (typeof TENANT_STATES)[number];

/**
 * `reserved`: the name is taken and a run builds the site. `released`: that run was rolled back and
 * nothing remains but the record. `suspended`: closed by an admin. `deletion_scheduled`: closed, and its
 * owner may take the deletion back until a time. `deleting`: its removal has begun and has no way back.
 * `deleted`: the site was removed; the name rests.
 */
export const TENANT_TRANSITIONS: Transitions<TenantState> = {
  reserved: ["active", "released"],
  active: ["suspended", "deletion_scheduled", "deleting"],
  suspended: ["active", "deletion_scheduled", "deleting"],
  deletion_scheduled: ["active", "suspended", "deleting"],
  deleting: ["deleted"],
  deleted: [],
  released: ["reserved"],
};

/** States in which no other tenant may have the name; the database holds it with a partial unique index. */
export const OCCUPYING_STATES: readonly TenantState[] = ["reserved", "active", "suspended", "deletion_scheduled", "deleting"];

/** States in which there is a finished site that somebody wants to keep, open or closed. */
export const LIVE_STATES: readonly TenantState[] = ["active", "suspended", "deletion_scheduled"];

import { RUN_KINDS, RUN_STATES, type RunKind } from "@nexus/domain/states/run";
import { given, one, oneOf, type Query } from "./filters.ts";

/** The runs list's filters as its URL has them. */
export function runFilters(query: Query) {
  return given({ state: oneOf(query, "state", RUN_STATES), kind: oneOf(query, "kind", RUN_KINDS), search: one(query, "search")?.slice(0, 100) });
}
export type RunFilters = ReturnType<typeof runFilters>;

/** What each kind of run is called. */
export const RUN_KIND_LABELS: Readonly<Record<RunKind, string>> = {
  provision: "Build", suspend: "Closing", resume: "Opening", set_plan: "Plan", reset_password: "New password",
  deprovision: "Removal", remove_leftovers: "Clean-up", register: "Registration", sign_in: "Sign-in link",
};

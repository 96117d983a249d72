import { NexusError } from "@nexus/domain/errors/codes";
import { LIVE_STATES, type TenantState } from "@nexus/domain/states/tenant";

/** What keeps a change from a workspace in each state, for the person who wanted it. */
const WHY: Readonly<Record<TenantState, string>> = {
  reserved: "This workspace is still being built. Nothing was changed; try again when it is open.",
  active: "This workspace is open, and is not going to be deleted. Nothing was changed.",
  suspended: "This workspace is suspended. Nothing was changed.",
  deletion_scheduled: "This workspace is going to be deleted, and is closed already. Nothing was changed; keep it first, if that is what you want.",
  deleting: "The removal of this workspace has begun and cannot be taken back. Nothing was changed.",
  deleted: "This workspace is deleted. Nothing was changed.",
  released: "This workspace was not built. Nothing was changed.",
};

/** The refusal of a change that does not fit the state that the tenant has come into. */
export function tenantConflict(state: TenantState): NexusError {
  return new NexusError(LIVE_STATES.includes(state) ? "TENANT_CONFLICT" : "TENANT_NOT_ACTIVE", { message: WHY[state], details: { state } });
}

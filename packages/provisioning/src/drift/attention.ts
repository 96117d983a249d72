import type { Inventory } from "@nexus/agent-contract/view";
import { databaseName } from "@nexus/domain/names/site";
import type { Thing } from "@nexus/domain/states/drift";
import type { RunKind } from "@nexus/domain/states/run";
import { keptDatabase } from "./fate.ts";
import type { OwnedRun, OwnedTenant } from "./owned.ts";

/** Runs that never leave anything on a bench; what they were about is asked for anew. */
const LEAVE_NOTHING: readonly RunKind[] = ["sign_in", "reset_password", "remove_leftovers"];

/** What each run of a workspace that waits for a person has left on the bench, nothing included. */
export function attentionOf(tenant: OwnedTenant, inventory: Inventory, things: ReadonlyMap<string, readonly Thing[]>) {
  return tenant.runs
    .filter(({ state }) => state === "needs_attention")
    .map((run) => ({ kind: "attention" as const, subject: run.id, tenant, runId: run.id, found: remainsOf(tenant, run, inventory, things) }));
}

function remainsOf(tenant: OwnedTenant, run: OwnedRun, inventory: Inventory, things: ReadonlyMap<string, readonly Thing[]>): Thing[] {
  if (run.kind === "suspend") return openAgainstItsWill(tenant, inventory);
  if (run.kind === "deprovision") return [...(things.get(run.dbName ?? "") ?? [])];
  if (run.kind !== "provision") return [];
  const kept = keptDatabase(tenant);
  const names = Array.from({ length: run.attempt }, (_, earlier) => databaseName(run.id, earlier + 1)).filter((name) => name !== kept);
  // A making that was cut off at its very beginning leaves a folder that does not say whose it is.
  const nameless = inventory.sites.filter(({ site, dbName }) => site === tenant.site && dbName === null);
  return [...nameless.map(({ site }) => ({ what: "folder", name: site }) as const), ...names.flatMap((name) => things.get(name) ?? [])];
}

/** The folder of a site that is to be closed and is not, which is all that a run that closes sites leaves. */
function openAgainstItsWill({ state, site }: OwnedTenant, { sites }: Inventory): Thing[] {
  const isOpen = sites.some((folder) => folder.site === site && !folder.maintenance);
  return isOpen && state !== "active" ? [{ what: "folder", name: site }] : [];
}

/**
 * Whether a run that waits for a person is rolled back as soon as nothing of it is on the bench. Not a build
 * whose site is somebody's by now, and not a change that is still wanted.
 */
export function endsWithItsRemains(tenant: Pick<OwnedTenant, "state">, run: Pick<OwnedRun, "kind">): boolean {
  return LEAVE_NOTHING.includes(run.kind) || run.kind === "suspend" || (run.kind === "provision" && (tenant.state === "reserved" || tenant.state === "released"));
}

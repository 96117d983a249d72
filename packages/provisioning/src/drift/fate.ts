import { databaseName, runMark } from "@nexus/domain/names/site";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import type { Owned, OwnedRun, OwnedTenant } from "./owned.ts";

/** Who a mark belongs to. */
export interface MarkOwner {
  readonly tenant: OwnedTenant;
  readonly run: OwnedRun;
}

/** Every run that names databases, by its mark. */
export function marksOf(owned: Owned): ReadonlyMap<string, MarkOwner> {
  const owners = [...owned.values()].flatMap((tenant) => tenant.runs.filter(({ kind }) => kind === "provision").map((run) => ({ tenant, run })));
  return new Map(owners.map((owner) => [runMark(databaseName(owner.run.id, 1))?.run ?? "", owner]));
}

/** The database of a workspace's finished site; `null` where there is no such site, or nobody can say which it is. */
export function keptDatabase({ state, runs }: OwnedTenant): string | null {
  if (!LIVE_STATES.includes(state) && state !== "deleting") return null;
  const builds = runs.filter(({ kind }) => kind === "provision");
  const built = builds.findLast((run) => run.state === "succeeded") ?? builds.findLast((run) => run.state === "needs_attention");
  return built === undefined ? null : databaseName(built.id, built.attempt);
}

/**
 * What becomes of the things of one attempt: `used` by a finished site or a run under way; `attention`: a
 * person decides; `over`: nobody will ever want them; `unclear` where the records contradict themselves.
 */
export function fateOf(tenant: OwnedTenant, run: OwnedRun, attempt: number): "used" | "attention" | "over" | "unclear" {
  if (!FINAL_RUN_STATES.includes(run.state)) return "used";
  if (tenant.state === "deleted") return "over";
  if (tenant.state === "released") return run.state === "rolled_back" ? "over" : "unclear";
  // What a run built is somebody's, whatever else the records say.
  if (run.state === "succeeded" && run.attempt === attempt) return "used";
  const kept = keptDatabase(tenant);
  if (kept === null) return run.state === "needs_attention" ? "attention" : "unclear";
  return kept === databaseName(run.id, attempt) ? "used" : "over";
}

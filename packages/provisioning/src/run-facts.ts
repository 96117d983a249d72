import { databaseName } from "@nexus/domain/names/site";
import type { Plan } from "@nexus/domain/plans/plan";
import type { RunKind } from "@nexus/domain/states/run";
import type { RunInput } from "./runs/input.ts";

/**
 * What a run is about. Fixed for an attempt, and all that steps and their undo derive names from:
 * never from another step's output, which a crash may have lost.
 */
export interface RunFacts {
  readonly id: string;
  readonly kind: RunKind;
  readonly reference: string;
  readonly requestId: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly input: RunInput;
  readonly tenant: {
    readonly id: string;
    readonly subdomain: string;
    /** Full host of the site. */
    readonly site: string;
    readonly organization: string;
    readonly plan: Plan;
  };
  readonly owner: { readonly email: string; readonly fullName: string };
}

/** Database of the site that this attempt builds. */
export function siteDatabase(run: RunFacts): string {
  return databaseName(run.id, run.attempt);
}

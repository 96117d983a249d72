import type { Inventory } from "@nexus/agent-contract/view";
import { runMark } from "@nexus/domain/names/site";
import type { DriftKind, Thing } from "@nexus/domain/states/drift";
import { attentionOf } from "./attention.ts";
import { fateOf, marksOf } from "./fate.ts";
import { indexOf, missingOf } from "./missing.ts";
import type { Owned, OwnedTenant } from "./owned.ts";
import { thingsByName } from "./things.ts";

/** One difference between what a bench holds and what the records say, as one look saw it. */
export interface Observation {
  readonly kind: DriftKind;
  /** The name of a database, a site, or a run's id. */
  readonly subject: string;
  readonly tenant: { readonly id: string; readonly subdomain: string } | null;
  readonly runId: string | null;
  /** What is there, or missing. Empty: a run that waits for a person has left nothing. */
  readonly found: readonly Thing[];
}

/** What a look is judged by. */
export interface Look {
  readonly owned: Owned;
  /** Workspaces that may be judged; of the others nothing is said. */
  readonly settled: ReadonlySet<string>;
  readonly inventory: Inventory;
}

/**
 * Compares all that we own with all that is on the bench. Only what carries our mark is looked at. Of an
 * attempt that is over, whatever is there is left over for ever after, as its name is never used again.
 */
export function findDrift({ owned, settled, inventory }: Look): Observation[] {
  const things = thingsByName(inventory);
  const marks = marksOf(owned);
  const observed = [...things].flatMap(([name, found]): Observation[] => {
    const mark = runMark(name);
    const owner = mark === null ? undefined : marks.get(mark.run);
    // A later attempt than the records know is as strange as an unknown run: they may be from an old backup.
    if (mark === null || owner === undefined || mark.attempt > owner.run.attempt) return [{ kind: "stranger", subject: name, tenant: null, runId: null, found }];
    const { tenant, run } = owner;
    if (!settled.has(tenant.id) || fateOf(tenant, run, mark.attempt) !== "over") return [];
    const kind = found.every((thing) => isOfSite(thing, tenant)) ? "leftover" : "renamed";
    return [{ kind, subject: name, tenant, runId: run.id, found }];
  });
  const bench = indexOf(inventory);
  const judged = [...owned.values()].filter(({ id }) => settled.has(id));
  return [...observed, ...judged.flatMap((tenant) => [...attentionOf(tenant, inventory, things), ...missingOf(tenant, bench)])]
    .map(({ tenant, ...rest }) => ({ ...rest, tenant: tenant && { id: tenant.id, subdomain: tenant.subdomain } }));
}

/** Whether a folder or archive has the name that we gave it; the bench numbers archives of one name. */
function isOfSite({ what, name }: Thing, { site }: OwnedTenant): boolean {
  if (what === "folder") return name === site;
  return what !== "archive" || (name.startsWith(site) && /^\d*$/.test(name.slice(site.length)));
}

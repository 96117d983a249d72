import type { Inventory } from "@nexus/agent-contract/view";
import type { Thing } from "@nexus/domain/states/drift";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import { keptDatabase } from "./fate.ts";
import type { OwnedTenant } from "./owned.ts";

/** A bench's things by their names, for looking many sites up. */
export interface BenchIndex {
  readonly sites: ReadonlyMap<string, Inventory["sites"][number]>;
  readonly databases: ReadonlySet<string>;
  /** Names of users without their hosts. */
  readonly users: ReadonlySet<string>;
}

export function indexOf({ sites, databases, databaseUsers }: Inventory): BenchIndex {
  return {
    sites: new Map(sites.map((folder) => [folder.site, folder])),
    databases: new Set(databases),
    users: new Set(databaseUsers.map(({ user }) => user.slice(0, user.lastIndexOf("@")))),
  };
}

/** What is wrong with the site of a workspace that somebody uses, at most one thing: a part of it is gone, or it is open or closed against what is wanted. */
export function missingOf(tenant: OwnedTenant, bench: BenchIndex) {
  const { state, site } = tenant;
  const dbName = keptDatabase(tenant);
  if (dbName === null || !LIVE_STATES.includes(state)) return [];
  const about = { subject: site, tenant, runId: null };
  const missing = missingThings({ site, dbName }, bench);
  if (missing.length > 0) return [{ ...about, kind: "missing" as const, found: missing }];
  const isClosed = bench.sites.get(site)?.maintenance === true;
  if (isClosed === (state !== "active")) return [];
  return [{ ...about, kind: isClosed ? ("left_closed" as const) : ("left_open" as const), found: [{ what: "folder", name: site } as const] }];
}

function missingThings({ site, dbName }: { site: string; dbName: string }, { sites, databases, users }: BenchIndex): Thing[] {
  const folder = sites.get(site);
  return [
    ...(folder === undefined ? [{ what: "folder", name: site } as const] : []),
    // It names another database, or none that could be read.
    ...(folder !== undefined && folder.dbName !== dbName ? [{ what: "config", name: folder.dbName ?? "" } as const] : []),
    ...(databases.has(dbName) ? [] : [{ what: "database", name: dbName } as const]),
    ...(users.has(dbName) ? [] : [{ what: "user", name: dbName } as const]),
  ];
}

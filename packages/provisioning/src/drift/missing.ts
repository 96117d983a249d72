import type { Inventory } from "@nexus/agent-contract/view";
import type { Thing } from "@nexus/domain/states/drift";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import { keptDatabase } from "./fate.ts";
import type { OwnedTenant } from "./owned.ts";

/** What is wrong with the site of a workspace that somebody uses, at most one thing: a part of it is gone, or it is open or closed against what is wanted. */
export function missingOf(tenant: OwnedTenant, inventory: Inventory) {
  const { state, site } = tenant;
  const dbName = keptDatabase(tenant);
  if (dbName === null || !LIVE_STATES.includes(state)) return [];
  const about = { subject: site, tenant, runId: null };
  const missing = missingThings({ site, dbName }, inventory);
  if (missing.length > 0) return [{ ...about, kind: "missing" as const, found: missing }];
  const isClosed = inventory.sites.find((folder) => folder.site === site)?.maintenance === true;
  if (isClosed === (state !== "active")) return [];
  return [{ ...about, kind: isClosed ? ("left_closed" as const) : ("left_open" as const), found: [{ what: "folder", name: site } as const] }];
}

function missingThings({ site, dbName }: { site: string; dbName: string }, { sites, databases, databaseUsers }: Inventory): Thing[] {
  const folder = sites.find((candidate) => candidate.site === site);
  return [
    ...(folder === undefined ? [{ what: "folder", name: site } as const] : []),
    // It names another database, or none that could be read.
    ...(folder !== undefined && folder.dbName !== dbName ? [{ what: "config", name: folder.dbName ?? "" } as const] : []),
    ...(databases.includes(dbName) ? [] : [{ what: "database", name: dbName } as const]),
    ...(databaseUsers.some(({ user }) => user.startsWith(`${dbName}@`)) ? [] : [{ what: "user", name: dbName } as const]),
  ];
}

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Inventory } from "@nexus/agent-contract/view";
import { benchAt } from "./bench/paths.ts";
import { isMissing } from "./disk/write-atomic.ts";
import { configuredDatabase, isInMaintenance } from "./frappe/configured-database.ts";
import { isOurDatabase } from "./helper/own-database.ts";
import { cachedKeys } from "./redis/cached-keys.ts";
import { MariaDb } from "./mariadb/server.ts";

/** Where the agent moves the folder of a site that it removes, with the database's name after it. */
const REMOVED = ".nexus-removed-";

/** Everything that lies on the bench at `root`, half-made things included: sites, archives, databases, users with their grants, cached keys. */
export function listInventory(root: string): Inventory {
  const bench = benchAt(root);
  const server = new MariaDb(bench);
  return {
    sites: folders(bench.sites)
      .filter((name) => name !== "assets" && !name.startsWith(REMOVED))
      .map((site) => ({ site, dbName: configuredDatabase(join(bench.sites, site)), maintenance: isInMaintenance(join(bench.sites, site)) })),
    archives: [
      ...folders(bench.archive).map((archive) => ({ archive, dbName: configuredDatabase(join(bench.archive, archive)) })),
      ...folders(bench.sites)
        .filter((name) => name.startsWith(REMOVED))
        .flatMap((place) => folders(join(bench.sites, place)).map((archive) => ({ archive, dbName: place.slice(REMOVED.length) }))),
    ],
    databases: server.databases(),
    databaseUsers: server.users().map(({ user, host, grants }) => ({ user: `${user}@${host}`, grants: [...grants].sort() })),
    redisKeys: cachedKeys(bench, new Date()).filter(({ dbName }) => isOurDatabase(dbName)),
  };
}

function folders(parent: string): string[] {
  try {
    return readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

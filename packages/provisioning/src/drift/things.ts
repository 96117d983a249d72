import type { Inventory } from "@nexus/agent-contract/view";
import { isOurDatabase } from "@nexus/domain/names/site";
import type { Thing } from "@nexus/domain/states/drift";

/** Everything on a bench that carries our mark, by the database's name that it carries. */
export function thingsByName(inventory: Inventory): ReadonlyMap<string, readonly Thing[]> {
  const { sites, archives, databases, databaseUsers, redisKeys } = inventory;
  const all: readonly (readonly [name: string | null, thing: Thing])[] = [
    ...sites.map(({ site, dbName }) => [dbName, { what: "folder", name: site }] as const),
    ...archives.map(({ archive, dbName }) => [dbName, { what: "archive", name: archive }] as const),
    ...databases.map((name) => [name, { what: "database", name }] as const),
    ...databaseUsers.map(({ user }) => [user.slice(0, user.lastIndexOf("@")), { what: "user", name: user }] as const),
    ...(redisKeys ?? []).map(({ dbName }) => [dbName, { what: "redis_keys", name: `${dbName}|*` }] as const),
  ];
  const things = new Map<string, Thing[]>();
  for (const [name, thing] of all) {
    if (name === null || !isOurDatabase(name)) continue;
    things.set(name, [...(things.get(name) ?? []), thing]);
  }
  return things;
}

import { describeDatabase } from "../bench/mariadb.ts";
import { inventoryOf, REMOVED } from "../bench/operations.ts";
import { BENCH_PATH } from "../network/agent-host.ts";
import { FOREIGN_SITE, type World } from "../world/world.ts";

/** All that lies on the bench, each thing as one text. Files are not in it but for those of whole sites and archives. */
export function inventory({ bench, disk, mariadb }: World): string[] {
  const { sites, archives, databases, databaseUsers } = inventoryOf(bench);
  return [
    ...sites.map(({ site, dbName }) => `site ${site} (${dbName ?? "no config"})`),
    ...archives.map(({ archive }) => `archive ${archive}`),
    ...databases.map((name) => `database ${name}`),
    ...databaseUsers.map(({ user, grants }) => `user ${user} (${grants.join()})`),
    ...[...disk.folder(`${bench.path}/archived`).entries.keys()].map((name) => `beside the archives: ${name}`),
    ...[...disk.folder(`${bench.path}/sites`).entries.keys()].filter((name) => name.startsWith(REMOVED)).map((name) => `beside the sites: ${name}`),
    ...[...mariadb.cacheKeys].sort().map((key) => `cache key ${key}`),
  ].sort();
}

/** What belongs to somebody else on the bench, to the byte. */
export function foreign({ disk, mariadb }: World): string {
  const database = mariadb.databases.get("_foreign");
  const files = [...disk.contents(`${BENCH_PATH}/sites/${FOREIGN_SITE}`)];
  return JSON.stringify([files, database === undefined ? null : describeDatabase(database), mariadb.users.get("_foreign@localhost")]);
}

/** What is there in `now` and was not in `before`, and the other way round, in words. */
export function differences(before: readonly string[], now: readonly string[]): string[] {
  return [
    ...now.filter((thing) => !before.includes(thing)).map((thing) => `left behind: ${thing}`),
    ...before.filter((thing) => !now.includes(thing)).map((thing) => `gone: ${thing}`),
  ];
}

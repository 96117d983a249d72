import { join } from "node:path";
import { benchAt } from "./bench/paths.ts";
import { readObject } from "./disk/write-atomic.ts";

/** The two Redis servers of a bench. */
export type Redis = "cache" | "queue";

const MARIADB_PORT = 3306;

/** Whether this process looks for MariaDB where the bench has none: as Frappe, it takes FRAPPE_DB_PORT before the config. */
export function missesDatabase(root: string): boolean {
  const port = process.env["FRAPPE_DB_PORT"];
  return port !== undefined && Number(port) !== Number(commonConfig(root)["db_port"] ?? MARIADB_PORT);
}

/** The port at which this process asks for a Redis in vain, as FRAPPE_REDIS_CACHE or FRAPPE_REDIS_QUEUE told it; `null` where the bench's own is asked. */
export function wrongRedisPort(root: string, redis: Redis): number | null {
  const url = process.env[`FRAPPE_REDIS_${redis.toUpperCase()}`];
  return url === undefined || url === commonConfig(root)[`redis_${redis}`] ? null : Number(new URL(url).port);
}

function commonConfig(root: string): Record<string, unknown> {
  return readObject(join(benchAt(root).sites, "common_site_config.json"));
}

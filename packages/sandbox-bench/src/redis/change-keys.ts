import { withLock } from "../disk/lock.ts";
import { readObject, writeJson } from "../disk/write-atomic.ts";
import type { Site } from "../frappe/site.ts";
import { aliveAt, keysFile } from "./cached-keys.ts";

const LOCK_WAIT_MS = 5_000;

/** Changes what Redis' cache has of a site, without what has expired by now. @throws ConnectionError when Redis is down. */
export function changeKeys<T>(site: Site, now: Date, change: (keys: Record<string, unknown>) => T): T {
  site.trouble.beforeAsking("cache");
  const file = keysFile(site.bench, String(site.config()["db_name"]));
  return withLock(`${file}.lock`, LOCK_WAIT_MS, () => {
    const keys = Object.fromEntries(aliveAt(readObject(file), now));
    const result = change(keys);
    writeJson(file, keys);
    return result;
  });
}

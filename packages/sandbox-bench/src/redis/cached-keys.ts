import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../bench/paths.ts";
import { fromFileName, toFileName } from "../disk/file-name.ts";
import { asObject, isMissing, readObject } from "../disk/write-atomic.ts";

/** A database's keys lie in one file, apart from the database, so that they outlive it as they do in Redis. */
export function keysFile(bench: Bench, dbName: string): string {
  return join(bench.redis, `${toFileName(dbName)}.json`);
}

/** How many keys each database has that did not expire; those without any are not listed. */
export function cachedKeys(bench: Bench, now: Date): { dbName: string; keys: number }[] {
  return files(bench)
    .filter((file) => file.endsWith(".json") && !file.startsWith("."))
    .map((file) => ({ dbName: fromFileName(file.slice(0, -".json".length)), keys: aliveAt(readObject(join(bench.redis, file)), now).length }))
    .filter(({ keys }) => keys > 0)
    .sort((a, b) => (a.dbName < b.dbName ? -1 : 1));
}

/** The entries whose time is not over. */
export function aliveAt(keys: Record<string, unknown>, now: Date): [string, unknown][] {
  return Object.entries(keys).filter(([, entry]) => Number(asObject(entry)["expiresAt"]) > now.getTime());
}

/** Deletes a database's keys. */
export function forgetKeys(bench: Bench, dbName: string): void {
  for (const file of [keysFile(bench, dbName), `${keysFile(bench, dbName)}.lock`]) rmSync(file, { force: true });
}

function files(bench: Bench): string[] {
  try {
    return readdirSync(bench.redis);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

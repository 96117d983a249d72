import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { connect } from "./connect.ts";
import { migrateDurableSchema } from "./dbos-schema.ts";
import { applyMigrations } from "./schema-engine/apply.ts";

/** How a migration run reports and what it does besides. */
export interface MigrateOptions {
  /** Told in words what is being done. */
  readonly onProgress?: (sentence: string) => void;
  /** More to set up on the same connection while no other runner works, after all else. Must be repeatable. */
  readonly afterwards?: (client: pg.Client) => Promise<void>;
  /** Another folder of migrations than prisma/migrations; for tests. */
  readonly directory?: string;
}

/** Any number that nothing else in this database locks. */
const MIGRATION_LOCK = 7_266_390_012;
const LOCK_TIMEOUT_MS = 120_000;
const LOCK_POLL_MS = 100;

/**
 * Brings a database to the state that this version needs: the product's tables from prisma/migrations,
 * schema `dbos` for durable runs. Safe to run again, at the same time as another, and after a runner was killed.
 *
 * @returns names of the migrations that were applied now.
 * @throws Error with PostgreSQL's own message; the failed migration left nothing behind.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<readonly string[]> {
  const report = options.onProgress ?? (() => undefined);
  const client = await connect(url);
  try {
    await takeLock(client, report);
    const applied = await applyMigrations(url, options.directory);
    for (const name of applied) report(`Applied migration ${name}.`);
    await migrateDurableSchema(url, client);
    await options.afterwards?.(client);
    return applied;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Asks again and again instead of waiting inside PostgreSQL: a waiting statement would hold up the
 * `create index concurrently` of whoever has the lock, for ever. The lock ends with the connection.
 */
async function takeLock(client: pg.Client, report: (sentence: string) => void): Promise<void> {
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  let told = false;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [MIGRATION_LOCK]);
    if (rows[0]?.locked) return;
    if (Date.now() > deadline) throw new Error("Another process has been migrating this database for two minutes. Nothing was changed; please try again.");
    if (!told) report("Another process is migrating this database; waiting for it.");
    told = true;
    await delay(LOCK_POLL_MS);
  }
}

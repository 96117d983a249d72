import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "@nexus/db/migrate";
import { PRISMA_DIRECTORY, readMigrationList } from "@nexus/db/schema-engine/migration-list";
import type pg from "pg";
import { databaseUrl, onServer } from "./server.ts";

/** Any number that nothing else on a test server locks. */
const TEMPLATE_LOCK = 7_266_390_013;
const made = new Map<string, Promise<string>>();

/**
 * Name of a database with all migrations applied, made once per server and state of the migrations; test
 * files in other processes wait for it. Nobody connects to it, so it can be cloned at any time.
 */
export function ensureTemplate(server: string): Promise<string> {
  const known = made.get(server) ?? makeTemplate(server);
  made.set(server, known);
  return known;
}

async function makeTemplate(server: string): Promise<string> {
  const name = `nexus_template_${await fingerprint()}`;
  await onServer(server, async (client) => {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) await fill(client, server, name);
  });
  return name;
}

/** Migrates a draft and renames it: a template is whole or not there. */
async function fill(client: pg.Client, server: string, name: string): Promise<void> {
  const draft = `${name}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  await migrate(databaseUrl(server, draft));
  await client.query(`alter database ${draft} rename to ${name}`);
}

/** Changes with the migrations and with the versions that packages/db names, DBOS's among them. */
async function fingerprint(): Promise<string> {
  const { migrationDirectories } = await readMigrationList();
  const manifest = await readFile(join(PRISMA_DIRECTORY, "../packages/db/package.json"), "utf8");
  return createHash("sha256").update(JSON.stringify([migrationDirectories, manifest])).digest("hex").slice(0, 16);
}

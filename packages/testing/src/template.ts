import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { grantToApplication } from "@nexus/db/application-role/grant";
import { type ApplicationRole, makeApplicationRole } from "@nexus/db/application-role/make";
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
  const name = `nexus_template_${await fingerprint(server)}`;
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
  const afterwards = async (owner: pg.Client): Promise<void> => {
    const role = testRole(server);
    await makeApplicationRole(owner, role);
    await grantToApplication(owner, role.role);
  };
  await migrate(databaseUrl(server, draft), { afterwards });
  await client.query(`alter database ${draft} rename to ${name}`);
}

/**
 * The application's role in the test databases of a server: one for all, as clones take over what was granted.
 * Its password is made of the server's, so that every process knows it and nobody else does.
 */
export function testRole(server: string): ApplicationRole {
  return { role: "nexus_test_app", password: createHash("sha256").update(`nexus_test_app:${new URL(server).password}`).digest("hex") };
}

/** Changes with the migrations, with what is granted, and with the versions that packages/db names, DBOS's among them. */
async function fingerprint(server: string): Promise<string> {
  const { migrationDirectories } = await readMigrationList();
  const database = join(PRISMA_DIRECTORY, "../packages/db");
  const manifest = await readFile(join(database, "package.json"), "utf8");
  const grants = await readFile(join(database, "src/application-role/grant.ts"), "utf8");
  const parts = [migrationDirectories, manifest, grants, testRole(server)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "../src/migrate.ts";
import { applyMigrations } from "../src/schema-engine/apply.ts";
import { createEmptyDatabase, type EmptyDatabase } from "./database.ts";

let database: EmptyDatabase;
let directory: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  directory = await mkdtemp(join(tmpdir(), "nexus-migrations-"));
  await writeFile(join(directory, "migration_lock.toml"), 'provider = "postgresql"\n');
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

async function writeMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
}

test("three runners at once apply every migration once, and a fourth finds nothing to do", async () => {
  const applied = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  expect(await migrate(database.url)).toEqual([]);
  const { rows } = await database.query("select 1 from _prisma_migrations where finished_at is null or rolled_back_at is not null");
  expect(rows).toEqual([]);
});

test("enqueue_workflow starts a run with the caller's transaction, and not without it", async () => {
  await migrate(database.url);
  const enqueue = "select dbos.enqueue_workflow('provision', 'runs', workflow_id => $1)";
  await database.query(`begin; ${enqueue.replace("$1", "'undone'")}; rollback`);
  await database.query(enqueue, ["kept"]);
  const { rows } = await database.query("select workflow_uuid, status from dbos.workflow_status");
  expect(rows).toEqual([{ workflow_uuid: "kept", status: "ENQUEUED" }]);
});

test("what a caller adds runs after the tables are there", async () => {
  await migrate(database.url, { afterwards: async (client) => { await client.query("select 1 from users, dbos.transaction_completion"); } });
});

test("a migration that fails leaves nothing behind, names the reason, and goes through once it is mended", async () => {
  await writeMigration("1_broken", "create table half (id int); create table half (id int);");
  await expect(applyMigrations(database.url, directory)).rejects.toThrow(/relation "half" already exists/);
  expect(await tableExists("half")).toBe(false);
  await writeMigration("1_broken", "create table half (id int);");
  expect(await applyMigrations(database.url, directory)).toEqual(["1_broken"]);
  expect(await tableExists("half")).toBe(true);
});

test("a migration whose runner was killed in the middle is applied by the next", async () => {
  await writeMigration("1_first", "create table first (id int);");
  await applyMigrations(database.url, directory);
  await writeMigration("2_second", "create table second (id int);");
  await database.query(
    "insert into _prisma_migrations (id, checksum, migration_name, started_at) values ('k', 'x', '2_second', now())",
  );
  expect(await applyMigrations(database.url, directory)).toEqual(["2_second"]);
  expect(await tableExists("second")).toBe(true);
});

test("a migration and the record that it is done commit together", async () => {
  await writeMigration("1_watch", `create table seen (what text, in_transaction bigint);
    create function see() returns trigger language plpgsql as $$
      begin insert into seen values ('recorded', txid_current()); return null; end; $$;
    create trigger see after update of finished_at on _prisma_migrations for each row execute function see();`);
  await applyMigrations(database.url, directory);
  await writeMigration("2_watched", "truncate seen; insert into seen values ('applied', txid_current());");
  await applyMigrations(database.url, directory);
  const { rows } = await database.query(
    "select 1 from seen a join seen r using (in_transaction) where a.what = 'applied' and r.what = 'recorded'",
  );
  expect(rows).toHaveLength(1);
});

test("a function whose body holds semicolons is applied whole", async () => {
  await writeMigration("1_function", "create function two() returns int language plpgsql as $$ begin perform 1; return 2; end; $$;");
  await applyMigrations(database.url, directory);
  expect((await database.query("select two()")).rows).toEqual([{ two: 2 }]);
});

async function tableExists(name: string): Promise<boolean> {
  const { rows } = await database.query<{ there: boolean }>("select to_regclass($1) is not null as there", [name]);
  return rows[0]?.there === true;
}

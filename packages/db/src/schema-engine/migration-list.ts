import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationDirectory, MigrationList, SchemaFilter } from "@prisma/schema-engine-wasm";

/** The repository's prisma folder: schema.prisma and migrations. */
export const PRISMA_DIRECTORY = join(import.meta.dirname, "../../../../prisma");

/** Nothing is kept out of Prisma's sight; schema `dbos` is no schema of its own. */
export const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/** The migrations of a folder, in their order, as the schema engine wants them. */
export async function readMigrationList(directory = join(PRISMA_DIRECTORY, "migrations")): Promise<MigrationList> {
  const entries = existsSync(directory) ? await readdir(directory, { withFileTypes: true }) : [];
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const lockfile = join(directory, "migration_lock.toml");
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: existsSync(lockfile) ? await readFile(lockfile, "utf8") : null },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.map((name) => readMigration(directory, name))),
  };
}

async function readMigration(directory: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(directory, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
}

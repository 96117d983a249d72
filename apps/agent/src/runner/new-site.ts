import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { configuredPasswords } from "../bench/config.ts";
import { siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { writeDurably } from "../ledger/write-durably.ts";
import { folderMark } from "./folder-mark.ts";
import type { Work } from "./perform.ts";
import { remainsOf } from "./remains.ts";

/** The bench's user and group, to which web server and workers belong. */
const CONFIG_MODE = 0o640;

/**
 * Makes a site with a database of the given name, which must be free: leftovers of an earlier try are
 * for `dropSite`. Folder, config and database are made here and the bench only fills them, so that it
 * is never told the database administrator's password (docs/decisions/0012). Its `--force` then means
 * that the folder may exist; with `--no-setup-db` it drops nothing.
 *
 * @throws CommandFailed `SITE_EXISTS` when the folder is there; nothing was touched then. BenchFailed when
 *   MariaDB refuses its administrator or does not answer, mostly before anything was begun.
 */
export async function newSite({ command, job, tools }: Work<"newSite">): Promise<Record<string, unknown>> {
  const { site, dbName, adminPassword } = command;
  const { bench } = job;
  const password = randomBytes(16).toString("hex");
  // The question that dropSite begins with: what could not be undone is not begun.
  await remainsOf(tools, bench.path, { site, dbName });
  claimFolder(siteDir(bench.path, site), folderMark(bench, dbName));
  writeConfig(siteDir(bench.path, site), { db_name: dbName, db_password: password, db_type: "mariadb" });
  await tools.asAdministrator("createDatabase", { dbName, password, host: bench.databaseUserHost });
  const adminIsConfigured = configuredPasswords(bench.path).admin;
  await tools.bench(
    ["new-site", site, "--db-name", dbName, "--no-setup-db", "--force"],
    adminIsConfigured ? [] : [adminPassword, adminPassword],
  );
  // The bench's config beats the option and the prompt, and would give every site the same password.
  if (adminIsConfigured) await tools.bench(["--site", site, "set-admin-password"], [adminPassword]);
  return { dbName };
}

/** Makes the folder, of which only one caller is ever told that it did; our mark is there first. */
function claimFolder(folder: string, mark: string): void {
  if (existsSync(folder)) throw new CommandFailed(failure("SITE_EXISTS"));
  writeDurably(mark, "");
  try {
    mkdirSync(folder);
  } catch (error) {
    rmSync(mark);
    if (existsSync(folder)) throw new CommandFailed(failure("SITE_EXISTS"));
    throw error;
  }
}

function writeConfig(folder: string, config: Record<string, string>): void {
  const file = path.join(folder, "site_config.json");
  writeDurably(file, `${JSON.stringify(config, null, 1)}\n`);
  chmodSync(file, CONFIG_MODE);
}

import { existsSync } from "node:fs";
import path from "node:path";
import { configuredPasswords } from "../bench/config.ts";
import { siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { ENTRY_FILES } from "../ledger/entry.ts";
import { writeDurably } from "../ledger/write-durably.ts";
import { blankDatabasePassword } from "./blank-password.ts";
import type { Work } from "./perform.ts";
import { databaseAdmin } from "./prompts.ts";

/**
 * Makes a site with a database of the given name. Never with `--force`, which would drop what is
 * there: leftovers of an earlier try are for `dropSite`.
 */
export async function newSite({ command, job, tools }: Work<"newSite">): Promise<Record<string, unknown>> {
  const { site, dbName, adminPassword } = command;
  const { bench } = job;
  if (existsSync(siteDir(bench.path, site))) throw new CommandFailed(failure("SITE_EXISTS"));
  writeDurably(path.join(job.folder, ENTRY_FILES.began), "");
  const root = databaseAdmin(bench);
  const adminIsConfigured = configuredPasswords(bench.path).admin;
  const scope = bench.databaseUserHost === null ? [] : ["--mariadb-user-host-login-scope", bench.databaseUserHost];
  try {
    await tools.bench(
      ["new-site", site, "--db-name", dbName, ...root.options, ...scope],
      [...root.answers, ...(adminIsConfigured ? [] : [adminPassword, adminPassword])],
    );
  } finally {
    blankDatabasePassword(bench.path, site);
  }
  // The bench's config beats the option and the prompt, and would give every site the same password.
  if (adminIsConfigured) await tools.bench(["--site", site, "set-admin-password"], [adminPassword]);
  return { dbName };
}

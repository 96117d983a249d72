import { existsSync } from "node:fs";
import path from "node:path";
import { databaseOfSite } from "../bench/config.ts";
import { siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { blankDatabasePassword } from "./blank-password.ts";
import type { Work } from "./perform.ts";
import { administratorPrompts } from "./prompts.ts";

/**
 * Restores a site's database from one of its backups, or from one that `dropSite` kept under its name.
 * The one command whose bench is told the database administrator: it makes database and user anew.
 */
export async function restoreSite({ command, job, tools }: Work<"restore">): Promise<Record<string, unknown>> {
  const { site, file } = command;
  const { bench } = job;
  if (databaseOfSite(bench.path, site) === null) throw new CommandFailed(failure("SITE_MISSING"));
  const places = [path.join(siteDir(bench.path, site), "private", "backups"), path.join(bench.backupsDir, site)];
  const found = places.map((place) => path.join(place, file)).find((candidate) => existsSync(candidate));
  if (found === undefined) throw new CommandFailed(failure("BENCH_FAILED", { quote: `there is no backup ${file} of ${site}` }));
  const administrator = administratorPrompts(job);
  try {
    await tools.bench(["--site", site, "restore", found, ...administrator.options], administrator.answers);
  } finally {
    blankDatabasePassword(bench.path, site);
  }
  return {};
}

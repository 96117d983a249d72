import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isOurDatabase } from "@nexus/domain/names/site";
import { configuredDatabase, sitesOf } from "../bench/config.ts";
import { archiveDir, siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { takeBackup } from "./backup.ts";
import type { Work } from "./perform.ts";
import { databaseAdmin } from "./prompts.ts";

/**
 * Removes all that `newSite` made, however much of it there is: folder, archive, database, users and
 * cache keys; may be repeated at will. A folder is ours when its config names our database or, where
 * the making was cut off before the config, when the ledger shows that we made it.
 *
 * @throws CommandFailed `NOT_OURS` when the folder is another site's, or the database is one that a
 *   site of another name uses (it was renamed since); nothing was touched then.
 */
export async function dropSite(work: Work<"dropSite">): Promise<Record<string, unknown>> {
  const { command, job, tools } = work;
  const { site, dbName } = command;
  const folder = siteDir(job.bench.path, site);
  const removed: string[] = [];
  const kept: string[] = [];
  if (sitesOf(job.bench.path, dbName).some((other) => other !== site)) throw new CommandFailed(failure("NOT_OURS"));
  if (existsSync(folder)) {
    const named = configuredDatabase(folder);
    if (named !== dbName && !(named === null && job.folderIsOurs)) throw new CommandFailed(failure("NOT_OURS"));
    if (named !== null) {
      if (command.backup) kept.push(...(await keepBackup(work)));
      await tryDropSite(work);
    }
    if (named === null || existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    removed.push(`folder:${site}`);
  }
  for (const archive of archivesOf(job.bench.path, { site, dbName })) {
    rmSync(archive, { recursive: true, force: true });
    removed.push(`archive:${path.basename(archive)}`);
  }
  const { dropped } = await tools.helper("dropDatabase", { dbName });
  if (Array.isArray(dropped)) removed.push(...dropped.map(String));
  await verifyGone(work);
  return { removed, kept };
}

/** The bench's own way first; whatever it leaves, or stumbles over on a half-made site, is removed after it. */
async function tryDropSite({ command, job, tools }: Work<"dropSite">): Promise<void> {
  const root = databaseAdmin(job.bench);
  try {
    await tools.bench(["drop-site", command.site, "--no-backup", "--force", ...root.options], root.answers);
  } catch (error) {
    tools.checkStop();
    if (!(error instanceof CommandFailed) || error.failure.retryable) throw error;
    tools.say(`drop-site did not finish (${error.failure.code}); removing the rest without it`);
  }
}

/** Copies a fresh backup to a place that survives the site, readable for the agent's user alone. */
async function keepBackup({ command, job, tools }: Work<"dropSite">): Promise<string[]> {
  const { databases } = await tools.helper("inventory", {});
  if (!Array.isArray(databases) || !databases.includes(command.dbName)) return [];
  const files = await takeBackup(tools, job.bench.path, command.site);
  const place = path.join(job.bench.backupsDir, command.site);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  for (const file of files) {
    const copy = path.join(place, path.basename(file));
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
  }
  return files.map((file) => path.basename(file));
}

/** Archives that hold this site's remains: told by the database in their config, as it is never used twice. */
function archivesOf(bench: string, { site, dbName }: { site: string; dbName: string }): string[] {
  const folder = archiveDir(bench);
  if (!existsSync(folder) || !isOurDatabase(dbName)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(site) && /^\d*$/.test(name.slice(site.length)))
    .map((name) => path.join(folder, name))
    .filter((archive) => configuredDatabase(archive) === dbName);
}

async function verifyGone({ command, job, tools }: Work<"dropSite">): Promise<void> {
  const { site, dbName } = command;
  const { databases, databaseUsers } = await tools.helper("inventory", {});
  const left = [
    ...(existsSync(siteDir(job.bench.path, site)) ? [`folder ${site}`] : []),
    ...archivesOf(job.bench.path, { site, dbName }).map((archive) => `archive ${path.basename(archive)}`),
    ...(JSON.stringify(databases ?? []).includes(`"${dbName}"`) ? [`database ${dbName}`] : []),
    ...(JSON.stringify(databaseUsers ?? []).includes(`"${dbName}@`) ? [`user ${dbName}`] : []),
  ];
  if (left.length > 0) throw new CommandFailed(failure("BENCH_FAILED", { quote: `still there after drop-site: ${left.join(", ")}` }));
}

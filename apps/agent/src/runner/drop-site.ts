import { existsSync } from "node:fs";
import { BenchFailed } from "@nexus/agent-contract/errors";
import { configuredDatabase } from "../bench/config.ts";
import { removedSiteDir, siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { isMarked, removeMark } from "./folder-mark.ts";
import { keepBackup } from "./keep-backup.ts";
import type { Work } from "./perform.ts";
import { archivesOf, checkNotRenamed, remainsOf } from "./remains.ts";
import { removeAll } from "./remove-all.ts";

/**
 * Removes all that `newSite` made, however much of it there is: folder, archive, database, users,
 * cache keys and waiting jobs; may be repeated at will. Done without the bench's drop-site, which would
 * have to be told the database administrator (docs/decisions/0012). A folder is ours when its config
 * names our database or, where the making was cut off before the config, when our mark shows that we
 * made it.
 *
 * @returns `removed`: what there was; `kept`: files of a backup, when one was asked for.
 * Where the folder is another site's and there is nothing of ours, as after a newSite that found the
 * name taken, all is as it should be: nothing is touched. So it is where newSite never began, which is known
 * without MariaDB: one that is down, or refuses its administrator, does not keep this from its end then.
 *
 * @throws CommandFailed `NOT_OURS` when the folder is another site's although something of ours is
 *   there, or a backup is wanted: then a finished site was there, and to say that it is gone would be a
 *   lie. Also when the database is one that a site of another name uses (it was renamed since). Nothing
 *   was touched then.
 */
export async function dropSite(work: Work<"dropSite">): Promise<Record<string, unknown>> {
  const { command, job, tools } = work;
  const bench = job.bench.path;
  const folder = siteDir(bench, command.site);
  const configured = configuredDatabase(folder);
  checkNotRenamed(bench, command);
  const removed = await remainsUnlessNeverBegun(work, configured);
  if (removed === null) return { removed: [], kept: [] };
  if (existsSync(folder) && !isOurs(work, configured)) return leaveAlone(work, removed);
  const parts = { folder: configured !== null, database: removed.includes(`database:${command.dbName}`) };
  const kept = command.backup ? await keepBackup(work, parts) : [];
  await removeAll(tools, bench, { ...command, folder: "ours" });
  removeMark(job.bench, command.dbName);
  return { removed, kept };
}

const CANNOT_BE_ASKED: readonly string[] = ["DATABASE_DOWN", "DATABASE_ACCESS_DENIED"];

/** What there is; null where MariaDB cannot be asked and newSite never began: its mark is there before anything else is. */
async function remainsUnlessNeverBegun(work: Work<"dropSite">, configured: string | null): Promise<string[] | null> {
  try {
    return await remainsOf(work.tools, work.job.bench.path, work.command);
  } catch (error) {
    if (error instanceof BenchFailed && CANNOT_BE_ASKED.includes(error.failure.code) && !hasTraces(work, configured)) return null;
    throw error;
  }
}

/** Whether the disk shows that there was a site of ours, or is to be: of a finished one a backup is wanted. */
function hasTraces({ command, job }: Work<"dropSite">, configured: string | null): boolean {
  const { bench } = job;
  const hasFolder = configured === command.dbName || existsSync(removedSiteDir(bench.path, command.dbName));
  return command.backup || hasFolder || isMarked(bench, command.dbName) || archivesOf(bench.path, command).length > 0;
}

function isOurs({ command, job }: Work<"dropSite">, configured: string | null): boolean {
  return configured === command.dbName || (configured === null && isMarked(job.bench, command.dbName));
}

/** Another site's folder stays as it is; that is the end of it where we never began and left nothing. */
function leaveAlone({ command, job }: Work<"dropSite">, remains: readonly string[]): Record<string, unknown> {
  const hasRemainsOfOurs = remains.some((name) => name !== `folder:${command.site}`);
  if (command.backup || isMarked(job.bench, command.dbName) || hasRemainsOfOurs) throw new CommandFailed(failure("NOT_OURS"));
  return { removed: [], kept: [] };
}

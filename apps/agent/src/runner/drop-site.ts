import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { configuredDatabase } from "../bench/config.ts";
import { siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { writeDurably } from "../ledger/write-durably.ts";
import { takeBackup } from "./backup.ts";
import type { Work } from "./perform.ts";
import { checkNotRenamed, remainsOf } from "./remains.ts";
import { removeAll } from "./remove-all.ts";

/** What is noted of a database's backup once it is whole. */
const backupNote = z.strictObject({ run: z.string(), files: z.array(z.string()) });

/**
 * Removes all that `newSite` made, however much of it there is: folder, archive, database, users,
 * cache keys and waiting jobs; may be repeated at will. Done without the bench's drop-site, which would
 * have to be told the database administrator (docs/decisions/0012). A folder is ours when its config
 * names our database or, where the making was cut off before the config, when the ledger shows that we
 * made it.
 *
 * @returns `removed`: what there was; `kept`: files of a backup, when one was asked for.
 * Where the folder is another site's and there is nothing of ours, as after a newSite that found the
 * name taken, all is as it should be: nothing is touched.
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
  const removed = await remainsOf(tools, bench, command);
  if (existsSync(folder) && !isOurs(work, configured)) return leaveAlone(work, removed);
  const isWhole = configured !== null && removed.includes(`database:${command.dbName}`);
  const kept = command.backup ? await keepBackup(work, isWhole) : [];
  await removeAll(tools, bench, { ...command, folder: "ours" });
  return { removed, kept };
}

function isOurs({ command, job }: Work<"dropSite">, configured: string | null): boolean {
  return configured === command.dbName || (configured === null && job.folderIsOurs);
}

/** Another site's folder stays as it is; that is the end of it where we never began and left nothing. */
function leaveAlone({ command, job }: Work<"dropSite">, remains: readonly string[]): Record<string, unknown> {
  const hasRemainsOfOurs = remains.some((name) => name !== `folder:${command.site}`);
  if (command.backup || job.folderIsOurs || hasRemainsOfOurs) throw new CommandFailed(failure("NOT_OURS"));
  return { removed: [], kept: [] };
}

/**
 * Copies a fresh backup to a place that survives the site, readable for the agent's user alone. A drop
 * that is tried again keeps the one that it has; of a site that is not whole there is none to take.
 */
async function keepBackup({ command, job, tools }: Work<"dropSite">, isWhole: boolean): Promise<string[]> {
  const { backupsDir } = job.bench;
  const place = path.join(backupsDir, command.site);
  const note = path.join(backupsDir, `${command.dbName}.json`);
  const kept = keptBefore(note, job.run);
  if (kept?.every((file) => existsSync(path.join(place, file)))) return kept;
  if (!isWhole) return [];
  const files = await takeBackup(tools, job.bench.path, command.site);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  copyAll(files, place);
  const names = files.map((file) => path.basename(file));
  writeDurably(note, `${JSON.stringify({ run: job.run, files: names })}\n`);
  return names;
}

/** Copies all files or, as where the disk is full, leaves neither copies nor originals. */
function copyAll(files: readonly string[], place: string): void {
  const copyOf = (file: string): string => path.join(place, path.basename(file));
  try {
    for (const file of files) {
      copyFileSync(file, copyOf(file));
      chmodSync(copyOf(file), 0o600);
    }
  } catch (error) {
    for (const file of files) for (const left of [file, copyOf(file)]) rmSync(left, { force: true });
    throw error;
  }
}

/** Files of the whole backup that this run took; another run's may be older than what is in the site now. */
function keptBefore(note: string, run: string): string[] | null {
  if (!existsSync(note)) return null;
  const read = backupNote.safeParse(JSON.parse(readFileSync(note, "utf8")));
  return read.success && read.data.run === run ? read.data.files : null;
}

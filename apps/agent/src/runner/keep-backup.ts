import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { syncDirectory, syncFile, writeDurably } from "../ledger/write-durably.ts";
import { takeBackup } from "./backup.ts";
import type { Work } from "./perform.ts";

/** What is noted of a database's backup once it is whole, and on disk. */
const backupNote = z.strictObject({ run: z.string(), files: z.array(z.strictObject({ name: z.string(), bytes: z.int() })) });
type KeptFile = z.infer<typeof backupNote>["files"][number];

/**
 * Copies a fresh backup to a place that survives the site, readable for the agent's user alone. A drop
 * that is tried again keeps the one that it has; of a site that is not whole there is none to take.
 *
 * @param parts what there is of the site.
 * @returns the files' names; they are on disk, whatever becomes of the machine.
 * @throws CommandFailed also where the one that it has is damaged and no other can be taken of what is there.
 */
export async function keepBackup({ command, job, tools }: Work<"dropSite">, parts: { folder: boolean; database: boolean }): Promise<string[]> {
  const { backupsDir } = job.bench;
  const place = path.join(backupsDir, command.site);
  const note = path.join(backupsDir, `${command.dbName}.json`);
  const kept = keptBefore(note, job.run);
  if (kept?.every((file) => isThere(place, file))) return kept.map(({ name }) => name);
  if (kept !== null && parts.database && !parts.folder) throw damaged(note);
  if (!parts.folder || !parts.database) return [];
  const files = await takeBackup(tools, job.bench.path, command.site);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  copyAll(files, place);
  syncDirectory(backupsDir);
  const copies = files.map((file) => path.basename(file)).map((name) => ({ name, bytes: statSync(path.join(place, name)).size }));
  writeDurably(note, `${JSON.stringify({ run: job.run, files: copies })}\n`);
  return copies.map(({ name }) => name);
}

function damaged(note: string): CommandFailed {
  return new CommandFailed(failure("BENCH_FAILED", { quote: `the backup that was kept is not whole any more, and without its folder the site gives no other; remove ${note} to do without` }));
}

/** Copies all files, to the disk itself, or, as where that is full, leaves neither copies nor originals. */
function copyAll(files: readonly string[], place: string): void {
  const copyOf = (file: string): string => path.join(place, path.basename(file));
  try {
    for (const file of files) {
      copyFileSync(file, copyOf(file));
      chmodSync(copyOf(file), 0o600);
      syncFile(copyOf(file));
    }
    syncDirectory(place);
  } catch (error) {
    for (const file of files) for (const left of [file, copyOf(file)]) rmSync(left, { force: true });
    throw error;
  }
}

/** Files of the whole backup that this run took; another run's may be older than what is in the site now. */
function keptBefore(note: string, run: string): KeptFile[] | null {
  if (!existsSync(note)) return null;
  const read = backupNote.safeParse(JSON.parse(readFileSync(note, "utf8")));
  return read.success && read.data.run === run ? read.data.files : null;
}

function isThere(place: string, { name, bytes }: KeptFile): boolean {
  return statSync(path.join(place, name), { throwIfNoEntry: false })?.size === bytes;
}

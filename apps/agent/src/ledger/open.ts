import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Entry, ENTRY_FILES, entry as entrySchema, entryId } from "./entry.ts";
import { syncDirectory, writeDurably } from "./write-durably.ts";

/** The agent's memory of commands: a folder each. Those that are not over are kept in memory as well. */
export interface Ledger {
  find(key: string): Entry | undefined;
  /** The commands that wait or run. */
  unfinished(): Entry[];
  /** Writes an entry; it is on disk when this returns. */
  write(entry: Entry): void;
  /** Remembers an entry's new state until this process ends, where the disk does not take it. */
  remember(entry: Entry): void;
  /** Folder of an entry's files. */
  folder(key: string): string;
}

const isOver = ({ finishedAt }: Entry): boolean => finishedAt !== null;

/**
 * Opens the ledger below `directory`, making it when it is new. Beside it is a folder with a note of each command
 * that is not over, so that a start need not read what happened in 30 days.
 *
 * @param onUnreadable hears of entries that cannot be read; they are left as they are.
 */
export function openLedger(directory: string, onUnreadable: (folder: string, error: unknown) => void): Ledger {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const folder = (key: string): string => path.join(directory, entryId(key));
  const read = (place: string): Entry | undefined => {
    try {
      return readEntry(place);
    } catch (error) {
      onUnreadable(place, error);
      return undefined;
    }
  };
  const isUnfinished = (id: string): boolean => {
    const known = read(path.join(directory, id));
    return known !== undefined && !isOver(known);
  };
  const notes = openNotes(`${directory}-unfinished`, () => readdirSync(directory).filter(isUnfinished));
  const entries = new Map<string, Entry>();
  for (const id of notes.all()) {
    const known = read(path.join(directory, id));
    if (known !== undefined && !isOver(known)) entries.set(known.key, known);
  }
  return {
    find: (key) => entries.get(key) ?? read(folder(key)),
    unfinished: () => [...entries.values()].filter((known) => !isOver(known)),
    folder,
    write(entry) {
      if (!existsSync(folder(entry.key))) makeFolder(folder(entry.key));
      if (!isOver(entry) && !entries.has(entry.key)) notes.add(entryId(entry.key));
      writeDurably(path.join(folder(entry.key), ENTRY_FILES.entry), `${JSON.stringify(entry, null, 2)}\n`);
      if (isOver(entry)) {
        entries.delete(entry.key);
        notes.remove(entryId(entry.key));
      } else {
        entries.set(entry.key, entry);
      }
    },
    remember: (entry) => void entries.set(entry.key, entry),
  };
}

/** Notes of commands by their entries' folders. One of a command that is over, or was never accepted, does no harm. */
function openNotes(directory: string, missing: () => string[]): { all(): string[]; add(id: string): void; remove(id: string): void } {
  if (!existsSync(directory)) {
    // A ledger from before there were notes: they are all made, or none.
    const making = `${directory}.tmp`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { mode: 0o700 });
    for (const id of missing()) writeFileSync(path.join(making, id), "");
    syncDirectory(making);
    renameSync(making, directory);
  }
  return {
    all: () => readdirSync(directory),
    add(id) {
      writeFileSync(path.join(directory, id), "");
      syncDirectory(directory);
    },
    remove: (id) => rmSync(path.join(directory, id), { force: true }),
  };
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  syncDirectory(path.dirname(folder));
}

/** Nothing for a folder whose entry was never completed: its command was never accepted. */
function readEntry(folder: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(readFileSync(path.join(folder, ENTRY_FILES.entry), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type Entry, ENTRY_FILES, entry as entrySchema, entryId } from "./entry.ts";
import { syncDirectory, writeDurably } from "./write-durably.ts";

/** The agent's memory of commands: a folder each, kept in memory as well. */
export interface Ledger {
  find(key: string): Entry | undefined;
  all(): Entry[];
  /** Writes an entry; it is on disk when this returns. */
  write(entry: Entry): void;
  /** Remembers an entry's new state until this process ends, where the disk does not take it. */
  remember(entry: Entry): void;
  remove(key: string): void;
  /** Folder of an entry's files. */
  folder(key: string): string;
}

/**
 * Opens the ledger below `directory`, making it when it is new.
 *
 * @param onUnreadable hears of entries that cannot be read; they are left as they are.
 */
export function openLedger(directory: string, onUnreadable: (folder: string, error: unknown) => void): Ledger {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const entries = new Map<string, Entry>();
  for (const name of readdirSync(directory)) {
    try {
      const read = readEntry(path.join(directory, name));
      if (read !== null) entries.set(read.key, read);
    } catch (error) {
      onUnreadable(path.join(directory, name), error);
    }
  }
  const folder = (key: string): string => path.join(directory, entryId(key));
  return {
    find: (key) => entries.get(key),
    all: () => [...entries.values()],
    folder,
    write(entry) {
      if (!entries.has(entry.key)) {
        mkdirSync(folder(entry.key), { recursive: true, mode: 0o700 });
        syncDirectory(directory);
      }
      writeDurably(path.join(folder(entry.key), ENTRY_FILES.entry), `${JSON.stringify(entry, null, 2)}\n`);
      entries.set(entry.key, entry);
    },
    remember: (entry) => void entries.set(entry.key, entry),
    remove(key) {
      rmSync(folder(key), { recursive: true, force: true });
      entries.delete(key);
    },
  };
}

/** Null for a folder whose entry was never completed: its command was never accepted. */
function readEntry(folder: string): Entry | null {
  try {
    return entrySchema.parse(JSON.parse(readFileSync(path.join(folder, ENTRY_FILES.entry), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

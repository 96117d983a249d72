import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";

/**
 * Kernel locks on files, as `flock` gives them to the real bench: freed the moment their holder dies,
 * also by `kill -9`. Node offers them only through SQLite, whose exclusive transaction is one.
 */
export interface FileLock {
  release(): void;
}

/** The lock was held by another for the whole time that the caller was willing to wait. */
export class LockTimeout extends Error {
  override readonly name = "LockTimeout";
}

const SQLITE_BUSY = 5;
const Sqlite = loadSqlite();

/**
 * Takes the lock of `file` (created when missing, always empty), waiting without yielding.
 *
 * @throws LockTimeout after `timeoutMs`.
 */
export function takeLock(file: string, timeoutMs: number): FileLock {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Sqlite(file);
  try {
    // Without a journal a killed holder leaves no file beside the lock.
    database.exec(`PRAGMA busy_timeout = ${Math.round(timeoutMs)}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`);
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) throw new LockTimeout(file);
    throw error;
  }
  return {
    release() {
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

/** Runs `work` under the lock of `file`. `work` must not wait for anything: nobody else can go on meanwhile. */
export function withLock<T>(file: string, timeoutMs: number, work: () => T): T {
  const lock = takeLock(file, timeoutMs);
  try {
    return work();
  } finally {
    lock.release();
  }
}

/** Node warns on stderr that its SQLite is young; a bench command's stderr must hold nothing but its own. */
function loadSqlite(): typeof DatabaseSync {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    const sqlite: { DatabaseSync: typeof DatabaseSync } = createRequire(import.meta.url)("node:sqlite");
    return sqlite.DatabaseSync;
  } finally {
    process.emitWarning = warn;
  }
}

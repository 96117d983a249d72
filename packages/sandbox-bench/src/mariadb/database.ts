import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fromFileName, toFileName } from "../disk/file-name.ts";
import { LockTimeout, withLock } from "../disk/lock.ts";
import { asObject, readJson, readObject, TEMPORARY_PREFIX, writeJson } from "../disk/write-atomic.ts";
import { missingTable, OperationalError, unknownDatabase } from "./errors.ts";

/** A row of a table, by field; its `name` is its key in the table. */
export type Row = Record<string, unknown>;
export type Rows = Record<string, Row>;

// innodb_lock_wait_timeout is 50 s; nothing here holds a row for even one.
const LOCK_WAIT_MS = 10_000;

/**
 * One database: a folder with one JSON document a table. A table without rows has no document;
 * `schema.json` names all tables, so that a half-made database can be told from a whole one.
 */
export class Database {
  readonly name: string;
  readonly #folder: string;
  readonly #lock: string;
  #depth = 0;

  constructor(name: string, folder: string, lock: string) {
    this.name = name;
    this.#folder = folder;
    this.#lock = lock;
  }

  /** Names of all tables, in the order of their creation. */
  tables(): string[] {
    const names = readObject(join(this.#folder, "schema.json"))["tables"];
    return Array.isArray(names) ? names.map(String) : [];
  }

  /** Adds tables that are not there yet. DDL commits by itself: a kill afterwards leaves them. */
  createTables(names: readonly string[]): void {
    this.transaction(() => {
      const known = new Set(this.tables());
      for (const name of names) known.add(name);
      writeJson(join(this.#folder, "schema.json"), { tables: [...known] });
    });
  }

  /** Removes tables and their rows. */
  dropTables(names: readonly string[]): void {
    this.transaction(() => {
      const gone = new Set(names);
      for (const name of names) rmSync(this.#file(name), { force: true });
      writeJson(join(this.#folder, "schema.json"), { tables: this.tables().filter((name) => !gone.has(name)) });
    });
  }

  /** All rows of a table by name. @throws OperationalError 1146 when there is no such table. */
  read(table: string): Rows {
    const document = readJson(this.#file(table));
    if (document === null && !this.tables().includes(table)) throw missingTable(this.name, table);
    return Object.fromEntries(Object.entries(asObject(document)).map(([name, row]) => [name, asObject(row)]));
  }

  /** Changes a table's rows in place under the database's lock, and returns what `change` returns. */
  update<T>(table: string, change: (rows: Rows) => T): T {
    return this.transaction(() => {
      const rows = this.read(table);
      const result = change(rows);
      this.#write(table, rows);
      return result;
    });
  }

  /** Keeps every other process out while `work` reads and writes; may be nested. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    return this.#locked(() => {
      if (!existsSync(this.#folder)) throw unknownDatabase(this.name);
      this.#depth += 1;
      try {
        return work();
      } finally {
        this.#depth -= 1;
      }
    });
  }

  /** Everything in the database as one document, for a backup. */
  dump(): Record<string, unknown> {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith(".json") && !name.startsWith(TEMPORARY_PREFIX));
    return Object.fromEntries(names.map((name) => [fromFileName(name.slice(0, -".json".length)), readJson(join(this.#folder, name))]));
  }

  /** Replaces everything in the database by what {@link dump} gave. */
  load(dump: Record<string, unknown>): void {
    this.transaction(() => {
      mkdirSync(this.#folder, { recursive: true });
      for (const [table, document] of Object.entries(dump)) this.#write(table, asObject(document));
    });
  }

  #locked<T>(work: () => T): T {
    try {
      return withLock(this.#lock, LOCK_WAIT_MS, work);
    } catch (error) {
      if (error instanceof LockTimeout) throw new OperationalError(1205, "Lock wait timeout exceeded; try restarting transaction");
      throw error;
    }
  }

  #write(table: string, document: object): void {
    writeJson(this.#file(table), document);
  }

  #file(table: string): string {
    return join(this.#folder, `${toFileName(table)}.json`);
  }
}

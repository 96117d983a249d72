import { gate, here, type SimProcess } from "../kernel/process.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { conflict, connectionLost, uniqueViolation, unreachable } from "./failures.ts";
import { type Defaults, type Row, TABLE_NAMES, type TableName, tableSpec, type Unique } from "./schema.ts";
import { LockWait, type Slot, Transaction } from "./transaction.ts";

/** What happens to the next commit of a process. */
export type CommitFault = "answer lost after it" | "connection lost before it" | "write conflict";

/** What the server has on its disk. */
export interface Stored {
  readonly rows: ReadonlyMap<TableName, readonly Row[]>;
  readonly serial: bigint;
}

/** How long a restart of the server takes that cuts off a commit. Milliseconds. */
const RESTART = 2_000;
/** How long PostgreSQL lets a transaction idle, see sessionUrl in apps/worker. Milliseconds. */
const IDLE_IN_TRANSACTION = 5_000;

/**
 * A model of PostgreSQL at READ COMMITTED: statements are atomic, rows are locked, unique indexes hold, a
 * wait in a circle ends one transaction, a process that dies loses its transactions. Everything is in memory.
 */
export class DatabaseServer {
  readonly #kernel: Kernel;
  readonly #tables = new Map<TableName, Map<string, Slot>>(TABLE_NAMES.map((name) => [name, new Map()]));
  readonly #advisory = new Map<string, Slot>();
  readonly #open = new Map<Transaction, SimProcess | null>();
  readonly #commitFaults = new Map<SimProcess, CommitFault>();
  readonly #onCommit: ((changed: ReadonlySet<Slot>) => void)[] = [];
  #isUp = true;
  #serial = 0n;
  /** Longest extra time of a statement, in milliseconds; 0: all are instant. Lets the order of processes vary. */
  jitter = 0;
  /** By how much its clock is wrong, in milliseconds. */
  skew = 0;
  /** Unique indexes that are not enforced, for planted bugs. */
  static readonly droppedIndexes = new Set<string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  onCommit(told: (changed: ReadonlySet<Slot>) => void): void {
    this.#onCommit.push(told);
  }

  /** The clock of the database's machine. */
  now(): Date {
    return new Date(this.#kernel.now + this.skew);
  }

  /** Ends every connection; for so many milliseconds nobody gets a new one. */
  restart(milliseconds: number): void {
    this.#isUp = false;
    for (const transaction of [...this.#open.keys()]) this.#end(transaction, "rolled back");
    this.#kernel.after(milliseconds, () => { this.#isUp = true; });
  }

  /** Whatever was to go wrong with it is over. */
  recover(): void {
    this.#isUp = true;
    this.#commitFaults.clear();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  failNextCommit(process: SimProcess, fault: CommitFault): void {
    this.#commitFaults.set(process, fault);
  }

  begin(): Transaction {
    if (!this.#isUp) throw unreachable();
    const transaction = new Transaction();
    const process = here()?.process ?? null;
    this.#open.set(transaction, process);
    process?.onDeath(() => this.#end(transaction, "rolled back"));
    return transaction;
  }

  /** Does one statement in a transaction, again after each lock that it had to wait for. */
  async statement<T>(transaction: Transaction, work: () => T): Promise<T> {
    await gate();
    if (this.jitter > 0) await this.#kernel.sleep(this.#kernel.random.below(this.jitter));
    for (;;) {
      if (!this.#isUp || transaction.state !== "open") throw connectionLost();
      try {
        const answer = work();
        await gate();
        return answer;
      } catch (error) {
        if (!(error instanceof LockWait)) throw error;
        await this.#waitFor(transaction, error.holder);
      }
    }
  }

  async commit(transaction: Transaction): Promise<void> {
    await gate();
    const process = here()?.process;
    const fault = process === undefined ? undefined : this.#commitFaults.get(process);
    if (process !== undefined) this.#commitFaults.delete(process);
    if (fault === "connection lost before it" || fault === "write conflict") this.#end(transaction, "rolled back");
    if (fault === "write conflict") throw conflict();
    if (fault === "connection lost before it") this.restart(RESTART);
    if (!this.#isUp || transaction.state !== "open") throw connectionLost();
    this.#end(transaction, "committed");
    if (fault === "answer lost after it") {
      this.restart(RESTART);
      throw connectionLost();
    }
    await gate();
  }

  rollback(transaction: Transaction): void {
    this.#end(transaction, "rolled back");
  }

  /** What a transaction locks that takes an advisory lock of this name. */
  advisoryLock(name: string): Slot {
    const known = this.#advisory.get(name) ?? { table: "run", committed: null, pending: null, locks: new Map() };
    this.#advisory.set(name, known);
    return known;
  }

  *slots(table: TableName): Generator<Slot> {
    yield* this.#rows(table).values();
  }

  /** All committed rows of a table, in the order of their making. */
  rows(table: TableName): Row[] {
    return [...this.slots(table)].map(({ committed }) => committed).filter((row) => row !== null);
  }

  find(table: TableName, key: string): Slot | undefined {
    return this.#rows(table).get(key);
  }

  /** Everything that is committed. */
  get stored(): Stored {
    return { rows: new Map(TABLE_NAMES.map((table) => [table, this.rows(table)])), serial: this.#serial };
  }

  /** Takes what another server has stored into this one, which is empty. */
  load({ rows, serial }: Stored): void {
    for (const [table, stored] of rows) for (const row of stored) this.put(table, row);
    this.#serial = serial;
  }

  /** Adds a committed row, for what is not done by statements. */
  put(table: TableName, row: Row): void {
    this.#rows(table).set(keyOf(table, row), { table, committed: row, pending: null, locks: new Map() });
  }

  /** Adds a row with the table's defaults. @throws uniqueViolation, LockWait */
  insert(transaction: Transaction, table: TableName, given: Row): Row {
    const spec = tableSpec(table);
    const row = { ...spec.defaults(this.#defaults), ...withoutUndefined(given) };
    this.checkUnique(transaction, table, row, null);
    const key = keyOf(table, row);
    const slot = this.find(table, key) ?? { table, committed: null, pending: null, locks: new Map() };
    this.#rows(table).set(key, slot);
    transaction.lock(slot, "update");
    transaction.write(slot, row);
    return row;
  }

  /** @throws uniqueViolation when a committed row, or one of this transaction, has the same values; LockWait when that is not decided yet. */
  checkUnique(transaction: Transaction, table: TableName, row: Row, own: Slot | null): void {
    const { key, uniques } = tableSpec(table);
    const sameKey = this.find(table, keyOf(table, row));
    if (sameKey !== undefined && sameKey !== own) compare(transaction, { fields: key }, row, sameKey);
    for (const index of uniques) {
      if (index.where?.(row) === false || DatabaseServer.droppedIndexes.has(`${table}(${index.fields.join()})`)) continue;
      for (const slot of this.slots(table)) if (slot !== own) compare(transaction, index, row, slot);
    }
  }

  #defaults: Defaults = {
    now: () => this.now(),
    serial: () => (this.#serial += 1n),
    uuid: () => {
      this.#serial += 1n;
      const [time, count] = [this.#kernel.now.toString(16).padStart(12, "0"), this.#serial.toString(16).padStart(12, "0")];
      const random = this.#kernel.random.below(2 ** 16).toString(16).padStart(4, "0");
      return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(1)}-${count}`;
    },
  };

  #rows(table: TableName): Map<string, Slot> {
    const rows = this.#tables.get(table);
    if (rows === undefined) throw new TypeError(`The model has no table ${table}.`);
    return rows;
  }

  async #waitFor(transaction: Transaction, holder: Transaction): Promise<void> {
    const process = this.#open.get(holder);
    // PostgreSQL ends a transaction whose process does nothing for too long, so that its locks are free.
    if (process?.state === "frozen") this.#kernel.after(IDLE_IN_TRANSACTION, () => { if (process.state === "frozen") this.#end(holder, "rolled back"); });
    await transaction.wait(holder);
  }

  #end(transaction: Transaction, how: "committed" | "rolled back"): void {
    if (transaction.state !== "open") return;
    transaction.end(how);
    this.#open.delete(transaction);
    if (how === "committed" && transaction.changed.size > 0) for (const told of this.#onCommit) told(transaction.changed);
  }
}

export function keyOf(table: TableName, row: Row): string {
  return tableSpec(table).key.map((field) => String(row[field])).join(" ");
}

function compare(transaction: Transaction, { fields, where }: Unique, row: Row, slot: Slot): void {
  const isSame = (other: Row | null): boolean => other !== null && fields.every((field) => other[field] === row[field]) && where?.(other) !== false;
  const mine = slot.pending?.transaction === transaction;
  if (slot.pending !== null && !mine && (isSame(slot.pending.row) || isSame(slot.committed))) throw new LockWait(slot.pending.transaction);
  if (isSame(mine ? slot.pending?.row ?? null : slot.committed)) throw uniqueViolation();
}

function withoutUndefined(row: Row): Row {
  const given: Record<string, unknown> = {};
  for (const name in row) if (row[name] !== undefined) given[name] = row[name];
  return given;
}

import { conflict } from "./failures.ts";
import type { Row, TableName } from "./schema.ts";

/** A row as it was committed, and as the one transaction that changes it would have it. */
export interface Slot {
  readonly table: TableName;
  committed: Row | null;
  pending: { readonly transaction: Transaction; row: Row | null } | null;
  readonly locks: Map<Transaction, LockMode>;
}

/** Row locks of PostgreSQL, from the weakest: FOR KEY SHARE, FOR SHARE, FOR NO KEY UPDATE, FOR UPDATE. */
export type LockMode = "key share" | "share" | "no key update" | "update";

const STRENGTH: Readonly<Record<LockMode, number>> = { "key share": 0, share: 1, "no key update": 2, update: 3 };
const CONFLICTS: Readonly<Record<LockMode, readonly LockMode[]>> = {
  "key share": ["update"],
  share: ["no key update", "update"],
  "no key update": ["share", "no key update", "update"],
  update: ["key share", "share", "no key update", "update"],
};

/** The statement has to wait until another transaction is over; it is then done again from its beginning. */
export class LockWait extends Error {
  readonly holder: Transaction;

  constructor(holder: Transaction) {
    super("waits for a lock");
    this.holder = holder;
  }
}

/** One transaction at READ COMMITTED: it sees what is committed at each statement, and what it did itself. */
export class Transaction {
  state: "open" | "committed" | "rolled back" = "open";
  readonly changed = new Set<Slot>();
  readonly #locked = new Set<Slot>();
  #waitsFor: Transaction | null = null;
  readonly #waiting: (() => void)[] = [];

  sees(slot: Slot): Row | null {
    return slot.pending?.transaction === this ? slot.pending.row : slot.committed;
  }

  /** @throws LockWait */
  lock(slot: Slot, mode: LockMode): void {
    const holder = this.holderAgainst(slot, mode);
    if (holder !== null) throw new LockWait(holder);
    const own = slot.locks.get(this);
    if (own === undefined || STRENGTH[own] < STRENGTH[mode]) slot.locks.set(this, mode);
    this.#locked.add(slot);
  }

  /** Whose lock keeps this one from the row. */
  holderAgainst(slot: Slot, mode: LockMode): Transaction | null {
    for (const [other, held] of slot.locks) if (other !== this && CONFLICTS[mode].includes(held)) return other;
    return null;
  }

  /** Changes a row that it has locked; null deletes it. */
  write(slot: Slot, row: Row | null): void {
    if (slot.pending === null) slot.pending = { transaction: this, row };
    else slot.pending.row = row;
    this.changed.add(slot);
  }

  /** Resolves when another transaction is over. @throws conflict where that one, directly or not, waits for this one. */
  async wait(holder: Transaction): Promise<void> {
    for (let next: Transaction | null = holder; next !== null; next = next.#waitsFor) if (next === this) throw conflict();
    this.#waitsFor = holder;
    await new Promise<void>((resolve) => (holder.state === "open" ? holder.#waiting.push(resolve) : resolve()));
    this.#waitsFor = null;
  }

  end(how: "committed" | "rolled back"): void {
    if (this.state !== "open") return;
    this.state = how;
    for (const slot of this.changed) {
      if (slot.pending === null) continue;
      if (how === "committed") slot.committed = slot.pending.row;
      slot.pending = null;
    }
    for (const slot of this.#locked) slot.locks.delete(this);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

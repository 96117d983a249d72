import type { Row, TableName } from "./schema.ts";
import type { DatabaseServer } from "./server.ts";
import type { Slot, Transaction } from "./transaction.ts";

/** One statement in SQL, as the product asks it. */
export interface Statement {
  readonly server: DatabaseServer;
  readonly transaction: Transaction;
  readonly values: readonly unknown[];
}

/** Rows, or of a statement that returns none the number of those that it changed. */
export type Answer = Row[] | number;

/** A table's rows, as the statement's transaction sees them. */
export function seen({ server, transaction }: Statement, table: TableName): { slot: Slot; row: Row }[] {
  return [...server.slots(table)].flatMap((slot) => {
    const row = transaction.sees(slot);
    return row === null ? [] : [{ slot, row }];
  });
}

/** A moment so many seconds from now, by the database's clock. */
export function inSeconds(server: DatabaseServer, seconds: unknown): Date {
  return new Date(server.now().getTime() + Number(seconds) * 1000);
}

/** A moment in milliseconds; NaN where there is none. */
export function time(value: unknown): number {
  return value instanceof Date ? value.getTime() : Number.NaN;
}

import { Prisma } from "@nexus/db/generated/client";
import { notFound } from "./failures.ts";
import { type Follow, matches, sorted } from "./filter.ts";
import { type Row, TABLE_NAMES, type TableName, tableSpec } from "./schema.ts";
import { type DatabaseServer, keyOf } from "./server.ts";
import type { Slot, Transaction } from "./transaction.ts";

/** Arguments of a Prisma method, as far as the product uses them. */
interface Query {
  readonly where?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly orderBy?: unknown;
  readonly take?: number;
  readonly skipDuplicates?: boolean;
  readonly include?: Readonly<Record<string, unknown>>;
  readonly select?: Readonly<Record<string, unknown>>;
  readonly create?: Row;
  readonly update?: Row;
}

/** Does one statement in some transaction; see `prisma.ts`. */
export type Execute = <T>(work: (transaction: Transaction) => T) => Promise<T>;

type Statement = (server: DatabaseServer, transaction: Transaction, query: Query) => unknown;

/** Makes the methods of one of Prisma's models over a model database, for one way of executing them. */
export type DelegateOf = (server: DatabaseServer, execute: Execute) => object;

function delegateOf(table: TableName): DelegateOf {
  const statements: Readonly<Record<string, Statement>> = statementsOf(table);
  class Delegate {
    readonly server: DatabaseServer;
    readonly execute: Execute;
    constructor(server: DatabaseServer, execute: Execute) {
      this.server = server;
      this.execute = execute;
    }
  }
  for (const [name, statement] of Object.entries(statements)) {
    const method = function (this: Delegate, query: Query = {}): Promise<unknown> {
      return this.execute((transaction) => statement(this.server, transaction, query));
    };
    Object.defineProperty(Delegate.prototype, name, { value: method });
  }
  return (server, execute) => new Delegate(server, execute);
}

/** The rows that can match: of a whole key there is one. */
function candidates(server: DatabaseServer, table: TableName, where: Query["where"] = {}): Iterable<Slot> {
  const { key } = tableSpec(table);
  const values = key.length === 1 ? where : { ...where, ...(where[key.join("_")] as Row | undefined) };
  if (!key.every((field) => ["string", "number", "bigint"].includes(typeof values[field]))) return server.slots(table);
  const slot = server.find(table, keyOf(table, values));
  return slot === undefined ? [] : [slot];
}

type Found = { readonly slot: Slot; readonly row: Row };
type Find = (server: DatabaseServer, transaction: Transaction, query: Query) => Found[];

function statementsOf(table: TableName): Readonly<Record<string, Statement>> {
  const find: Find = (server, transaction, { where }) => {
    const follow = followIn(server, transaction);
    const rows: Found[] = [];
    for (const slot of candidates(server, table, where)) {
      const row = transaction.sees(slot);
      if (row !== null && matches(table, row, where, follow)) rows.push({ slot, row });
    }
    return rows;
  };
  return { ...reads(table, find), ...changes(table, find), ...inserts(table, find) };
}

function reads(table: TableName, find: Find): Readonly<Record<string, Statement>> {
  const read = (server: DatabaseServer, transaction: Transaction, query: Query): Row[] => {
    const rows = sorted(find(server, transaction, query).map(({ row }) => row), query.orderBy).slice(0, query.take);
    return rows.map((row) => withRelations(followIn(server, transaction), table, row, query));
  };
  const first: Statement = (server, transaction, query) => read(server, transaction, { ...query, take: 1 })[0] ?? null;
  const firstOrThrow: Statement = (server, transaction, query) => first(server, transaction, query) ?? fail(notFound());
  const count: Statement = (server, transaction, query) => find(server, transaction, query).length;
  return { findMany: read, findFirst: first, findUnique: first, findFirstOrThrow: firstOrThrow, findUniqueOrThrow: firstOrThrow, count };
}

function changing(table: TableName, find: Find): (server: DatabaseServer, transaction: Transaction, query: Query) => Row[] {
  return (server, transaction, query) => {
    const targets = find(server, transaction, query);
    for (const { slot } of targets) transaction.lock(slot, "no key update");
    return targets.map(({ slot, row }) => {
      const next = applied(row, query.data as Row);
      server.checkUnique(transaction, table, next, slot);
      transaction.write(slot, next);
      return withRelations(followIn(server, transaction), table, next, query);
    });
  };
}

function changes(table: TableName, find: Find): Readonly<Record<string, Statement>> {
  const change = changing(table, find);
  const remove = (server: DatabaseServer, transaction: Transaction, query: Query): Row[] => {
    const targets = find(server, transaction, query);
    for (const { slot } of targets) transaction.lock(slot, "update");
    for (const { slot } of targets) transaction.write(slot, null);
    return targets.map(({ row }) => row);
  };
  return {
    updateMany: (server, transaction, query) => ({ count: change(server, transaction, query).length }),
    updateManyAndReturn: change,
    update: (server, transaction, query) => change(server, transaction, query)[0] ?? fail(notFound()),
    deleteMany: (server, transaction, query) => ({ count: remove(server, transaction, query).length }),
    delete: (server, transaction, query) => remove(server, transaction, query)[0] ?? fail(notFound()),
  };
}

function inserts(table: TableName, find: Find): Readonly<Record<string, Statement>> {
  const change = changing(table, find);
  const insert = (server: DatabaseServer, transaction: Transaction, data: Row): Row => server.insert(transaction, table, plainValues(data));
  return {
    create: (server, transaction, query) => withRelations(followIn(server, transaction), table, insert(server, transaction, query.data as Row), query),
    createMany: (server, transaction, { data, skipDuplicates }) => {
      const rows = (Array.isArray(data) ? data : [data]) as Row[];
      // Two rounds: one that has to wait, or is refused, has not inserted a part of them.
      const wanted = rows.filter((row) => skipDuplicates !== true || !isTaken(server, transaction, table, plainValues(row)));
      for (const row of wanted) insert(server, transaction, row);
      return { count: wanted.length };
    },
    upsert: (server, transaction, query) => change(server, transaction, { where: query.where ?? {}, data: query.update })[0] ?? insert(server, transaction, query.create ?? {}),
  };
}

/** By the table's name. */
export const DELEGATES: ReadonlyMap<TableName, DelegateOf> = new Map(TABLE_NAMES.map((table) => [table, delegateOf(table)]));

function isTaken(server: DatabaseServer, transaction: Transaction, table: TableName, row: Row): boolean {
  try {
    server.checkUnique(transaction, table, row, null);
    return false;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError) return true;
    throw error;
  }
}

function followIn(server: DatabaseServer, transaction: Transaction): Follow {
  return (table, row, relation) => {
    const spec = tableSpec(table).relations[relation];
    if (spec === undefined) throw new TypeError(`The model knows no relation ${relation} of ${table}.`);
    const { table: other, on: [own, theirs] } = spec;
    const value = row[own];
    if (value === null) return [];
    if (theirs === "id") {
      const slot = server.find(other, String(value));
      const found = slot === undefined ? null : transaction.sees(slot);
      return found === null ? [] : [found];
    }
    return [...server.slots(other)].map((slot) => transaction.sees(slot)).filter((found) => found !== null).filter((found) => found[theirs] === value);
  };
}

function withRelations(follow: Follow, table: TableName, row: Row, query: Query): Row {
  const wanted = Object.entries({ ...query.include, ...query.select }).filter(([name, choice]) => choice !== false && name in tableSpec(table).relations);
  if (wanted.length === 0) return { ...row };
  const related = wanted.map(([name, choice]) => {
    const { table: other, many } = relationOf(table, name);
    const nested = (typeof choice === "object" && choice !== null ? choice : {}) as Query;
    const rows = sorted(follow(table, row, name), nested.orderBy).map((found) => withRelations(follow, other, found, nested));
    return [name, many ? rows : (rows[0] ?? null)] as const;
  });
  return { ...row, ...Object.fromEntries(related) };
}

function relationOf(table: TableName, name: string) {
  const relation = tableSpec(table).relations[name];
  if (relation === undefined) throw new TypeError(`The model knows no relation ${name} of ${table}.`);
  return relation;
}

function applied(row: Row, data: Row): Row {
  const changed: Record<string, unknown> = { ...row };
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const isIncrement = typeof value === "object" && value !== null && "increment" in value;
    changed[name] = isIncrement ? Number(row[name]) + Number(value.increment) : value === Prisma.DbNull ? null : value;
  }
  return changed;
}

function plainValues(row: Row): Row {
  const plain: Record<string, unknown> = {};
  for (const name in row) plain[name] = row[name] === Prisma.DbNull ? null : row[name];
  return plain;
}

function fail(error: Error): never {
  throw error;
}

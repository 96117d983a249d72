import type { Row, TableName } from "./schema.ts";
import { tableSpec } from "./schema.ts";

/** Finds the rows that a relation of a row leads to. */
export type Follow = (table: TableName, row: Row, relation: string) => readonly Row[];

type Condition = Readonly<Record<string, unknown>>;

/** Whether a row is one of those that a Prisma `where` names. Throws for what the model does not know. */
export function matches(table: TableName, row: Row, where: Condition | undefined, follow: Follow): boolean {
  return Object.entries(where ?? {}).every(([name, condition]) => {
    if (condition === undefined) return true;
    const all = (conditions: unknown): Condition[] => (Array.isArray(conditions) ? conditions : [conditions]) as Condition[];
    if (name === "AND") return all(condition).every((part) => matches(table, row, part, follow));
    if (name === "OR") return all(condition).some((part) => matches(table, row, part, follow));
    if (name === "NOT") return !all(condition).some((part) => matches(table, row, part, follow));
    const relation = tableSpec(table).relations[name];
    if (relation !== undefined) return follow(table, row, name).some((other) => matches(relation.table, other, condition as Condition, follow));
    // The name of a compound key, e.g. `subject_purpose`.
    if (!(name in row) && isPlain(condition)) return matches(table, row, condition, follow);
    return holds(row[name], condition, name);
  });
}

function holds(value: unknown, condition: unknown, name: string): boolean {
  if (!isPlain(condition)) return same(value, condition);
  return Object.entries(condition).every(([operator, operand]) => {
    const test = TESTS[operator];
    if (test === undefined) throw new TypeError(`The model does not know “${operator}” (of ${name}).`);
    return operand === undefined || test(value, operand);
  });
}

const TESTS: Readonly<Record<string, (value: unknown, operand: unknown) => boolean>> = {
  equals: same,
  not: (value, operand) => (operand === null ? value !== null : value !== null && !(isPlain(operand) ? holds(value, operand, "not") : same(value, operand))),
  in: (value, operand) => (operand as unknown[]).some((other) => same(value, other)),
  notIn: (value, operand) => value !== null && !(operand as unknown[]).some((other) => same(value, other)),
  lt: (value, operand) => value !== null && order(value, operand) < 0,
  lte: (value, operand) => value !== null && order(value, operand) <= 0,
  gt: (value, operand) => value !== null && order(value, operand) > 0,
  gte: (value, operand) => value !== null && order(value, operand) >= 0,
  contains: (value, operand) => String(value).includes(String(operand)),
};

/** By the fields of a Prisma `orderBy`, in their order. */
export function sorted(rows: readonly Row[], orderBy: unknown): Row[] {
  const fields = (Array.isArray(orderBy) ? orderBy : orderBy === undefined ? [] : [orderBy]).flatMap((part) => Object.entries(part as Record<string, string>));
  return [...rows].sort((a, b) => {
    for (const [field, direction] of fields) {
      const difference = order(a[field], b[field]);
      if (difference !== 0) return direction === "desc" ? -difference : difference;
    }
    return 0;
  });
}

function same(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}

function order(a: unknown, b: unknown): number {
  const [left, right] = [a, b].map((value) => (value instanceof Date ? value.getTime() : value)) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isPlain(value: unknown): value is Condition {
  return typeof value === "object" && value !== null && !(value instanceof Date) && !Array.isArray(value) && !(value instanceof Uint8Array);
}

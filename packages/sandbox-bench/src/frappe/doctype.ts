import type { Database, Row } from "../mariadb/database.ts";
import { asObject } from "../disk/write-atomic.ts";
import { FrappeError } from "./errors.ts";

/** A field of a doctype, as far as saving a document looks at it. */
export interface Field {
  readonly fieldname: string;
  readonly fieldtype: string;
  readonly reqd: boolean;
  readonly unique: boolean;
  readonly options: string;
  readonly default: unknown;
}

/** What a table's documents look like and who may do what with them. */
export interface Doctype {
  readonly name: string;
  readonly single: boolean;
  readonly autoname: string;
  readonly fields: readonly Field[];
  /** From a right (`read`, `write`, `create`, `delete`) to the roles that have it. */
  readonly rights: Readonly<Record<string, readonly string[]>>;
}

const RIGHTS = ["read", "write", "create", "delete"];

/** @throws DoesNotExistError 404. */
export function readDoctype(database: Database, name: string): Doctype {
  const row = database.read("tabDocType")[name];
  if (row === undefined) throw new FrappeError("frappe.exceptions.DoesNotExistError", `DocType ${name} not found`, 404);
  return toDoctype(name, row);
}

function toDoctype(name: string, row: Row): Doctype {
  const permissions = list(row["permissions"]);
  return {
    name,
    single: Number(row["issingle"] ?? 0) === 1,
    autoname: String(row["autoname"] ?? ""),
    fields: list(row["fields"]).map(toField),
    rights: Object.fromEntries(RIGHTS.map((right) => [right, permissions.filter((entry) => Number(entry[right] ?? 0) === 1).map((entry) => String(entry["role"]))])),
  };
}

function toField(entry: Row): Field {
  return {
    fieldname: String(entry["fieldname"]),
    fieldtype: String(entry["fieldtype"] ?? "Data"),
    reqd: Number(entry["reqd"] ?? 0) === 1,
    unique: Number(entry["unique"] ?? 0) === 1,
    options: String(entry["options"] ?? ""),
    default: entry["default"],
  };
}

/** A child table's rows. */
export function list(value: unknown): Row[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

/** The table of a doctype's documents. */
export function tableOf(doctype: string): string {
  return `tab${doctype}`;
}

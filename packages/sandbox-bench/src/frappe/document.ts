import { randomBytes } from "node:crypto";
import type { Database, Row } from "../mariadb/database.ts";
import { type Doctype, readDoctype, tableOf } from "./doctype.ts";
import { frappeError } from "./errors.ts";

const SINGLES = "tabSingles";

/** Who saves a document, and when. */
export interface Editor {
  readonly user: string;
  readonly now: Date;
}

/** @throws DoesNotExistError 404. */
export function readDocument(database: Database, doctype: string, name: string): Row {
  const meta = readDoctype(database, doctype);
  if (meta.single) return { name: doctype, doctype, ...database.read(SINGLES)[doctype] };
  const row = database.read(tableOf(doctype))[name];
  if (row === undefined) throw frappeError("DoesNotExistError", `${doctype} ${name} not found`);
  return { ...row, doctype };
}

/** @throws DuplicateEntryError 409, MandatoryError or ValidationError 417. */
export function insertDocument(database: Database, doctype: string, values: Row, editor: Editor): Row {
  const meta = readDoctype(database, doctype);
  if (meta.single) return saveSingle(database, doctype, values);
  const filled = withDefaults(meta, values);
  validate(meta, filled);
  const name = newName(meta, filled);
  const stamp = timestamp(editor.now);
  const row: Row = { ...filled, name, owner: editor.user, creation: stamp, modified: stamp, modified_by: editor.user, docstatus: 0, idx: 0 };
  return database.update(tableOf(doctype), (rows) => {
    if (rows[name] !== undefined) throw frappeError("DuplicateEntryError", `('${doctype}', '${name}', IntegrityError(1062, "Duplicate entry '${name}' for key 'PRIMARY'"))`);
    rejectTwins(meta, rows, row);
    rows[name] = row;
    return { ...row, doctype };
  });
}

/** @throws DoesNotExistError 404, ValidationError 417. */
export function updateDocument(database: Database, doctype: string, name: string, values: Row, editor: Editor): Row {
  const meta = readDoctype(database, doctype);
  if (meta.single) return saveSingle(database, doctype, values);
  return database.update(tableOf(doctype), (rows) => {
    const before = rows[name];
    if (before === undefined) throw frappeError("DoesNotExistError", `${doctype} ${name} not found`);
    const row: Row = { ...before, ...values, name, modified: timestamp(editor.now), modified_by: editor.user };
    validate(meta, row);
    rejectTwins(meta, rows, row);
    rows[name] = row;
    return { ...row, doctype };
  });
}

/** @throws DoesNotExistError 404. */
export function deleteDocument(database: Database, doctype: string, name: string): void {
  database.update(tableOf(doctype), (rows) => {
    if (rows[name] === undefined) throw frappeError("DoesNotExistError", `${doctype} ${name} not found`);
    delete rows[name];
  });
}

/** Fields of a document of which there is only one; nothing when it was never saved. */
export function readSingle(database: Database, doctype: string): Row {
  return database.read(SINGLES)[doctype] ?? {};
}

/** Changes fields of a document of which there is only one. @throws ValidationError 417. */
export function saveSingle(database: Database, doctype: string, values: Row): Row {
  const meta = readDoctype(database, doctype);
  return database.update(SINGLES, (rows) => {
    const row = { ...withDefaults(meta, {}), ...rows[doctype], ...values };
    validate(meta, row);
    rows[doctype] = row;
    return { name: doctype, ...row, doctype };
  });
}

/** Time as Frappe stores it. */
export function timestamp(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace("T", " ")}000`;
}

function withDefaults(meta: Doctype, values: Row): Row {
  const defaults = meta.fields.filter((field) => field.default !== undefined).map((field) => [field.fieldname, field.default]);
  return { ...Object.fromEntries(defaults), ...values };
}

function validate(meta: Doctype, row: Row): void {
  const missing = meta.fields.filter((field) => field.reqd && (row[field.fieldname] ?? "") === "").map((field) => field.fieldname);
  if (missing.length > 0) throw frappeError("MandatoryError", `[${meta.name}, ${String(row["name"] ?? "None")}]: ${missing.join(", ")}`);
  for (const field of meta.fields) {
    const value = row[field.fieldname] ?? "";
    const allowed = field.options.split("\n");
    if (field.fieldtype === "Select" && value !== "" && !allowed.includes(String(value))) {
      throw frappeError("ValidationError", `${field.fieldname} cannot be "${String(value)}". It should be one of "${allowed.join('", "')}"`);
    }
  }
}

function rejectTwins(meta: Doctype, rows: Record<string, Row>, row: Row): void {
  for (const { fieldname, unique } of meta.fields) {
    const value = row[fieldname] ?? "";
    if (!unique || value === "") continue;
    const twin = Object.values(rows).some((other) => other["name"] !== row["name"] && other[fieldname] === value);
    if (twin) throw frappeError("DuplicateEntryError", `('${meta.name}', '${String(row["name"])}', IntegrityError(1062, "Duplicate entry '${String(value)}' for key '${fieldname}'"))`);
  }
}

function newName(meta: Doctype, values: Row): string {
  const field = /^field:(.+)$/.exec(meta.autoname)?.[1];
  const named = field === undefined ? values["name"] : values[field];
  if (typeof named === "string" && named !== "") return named;
  return randomBytes(5).toString("hex");
}

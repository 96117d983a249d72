import { asObject } from "../disk/write-atomic.ts";
import { type Doctype, tableOf } from "../frappe/doctype.ts";
import { frappeError } from "../frappe/errors.ts";
import type { Row } from "../mariadb/database.ts";
import type { Visit } from "./visit.ts";

const DEFAULT_LENGTH = 20;

/** Answers a list: `fields`, `filters`, `limit_start`, `limit_page_length`, sorted by name. @throws ValidationError 417. */
export function listDocuments({ database, request }: Visit, meta: Doctype): Row[] {
  if (meta.single) return [];
  const { fields, filters, limit_start: start, limit_page_length: length, limit } = request.fields;
  const wanted = parsed(fields);
  const columns = Array.isArray(wanted) ? wanted.map(String) : ["name"];
  const conditions = readFilters(parsed(filters));
  const rows = Object.values(database.read(tableOf(meta.name))).filter((row) => conditions.every((holds) => holds(row)));
  rows.sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
  const from = Number(start ?? 0);
  const page = Number(length ?? limit ?? DEFAULT_LENGTH);
  const shown = page === 0 ? rows.slice(from) : rows.slice(from, from + page);
  return shown.map((row) => (columns.includes("*") ? row : Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))));
}

type Condition = (row: Row) => boolean;

/** Filters come as `{"field": value}` or as `[["field", "operator", value]]`, with or without the doctype in front. */
function readFilters(filters: unknown): Condition[] {
  if (Array.isArray(filters)) {
    return filters.map((entry) => {
      const words: unknown[] = Array.isArray(entry) ? entry : [];
      const [field, operator, value] = words.slice(-3);
      return condition(String(field), String(operator), value);
    });
  }
  return Object.entries(asObject(filters)).map(([field, value]) => (Array.isArray(value) ? condition(field, String(value[0]), value[1]) : condition(field, "=", value)));
}

function condition(field: string, operator: string, value: unknown): Condition {
  const text = (row: Row) => String(row[field] ?? "");
  switch (operator.toLowerCase()) {
    case "=":
      return (row) => text(row) === String(value);
    case "!=":
      return (row) => text(row) !== String(value);
    case "in":
      return (row) => (Array.isArray(value) ? value.map(String) : String(value).split(",")).includes(text(row));
    case "like": {
      const pattern = new RegExp(`^${String(value).split("%").map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")).join(".*")}$`, "i");
      return (row) => pattern.test(text(row));
    }
    default:
      throw frappeError("ValidationError", `Operator must be one of =, !=, in, like, not ${operator}`);
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || value === "") return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    throw frappeError("ValidationError", "A parameter is not JSON");
  }
}

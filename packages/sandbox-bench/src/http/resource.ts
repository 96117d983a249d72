import type { Database, Row } from "../mariadb/database.ts";
import { type Doctype, readDoctype, tableOf } from "../frappe/doctype.ts";
import { deleteDocument, insertDocument, readDocument, updateDocument } from "../frappe/document.ts";
import { FrappeError, frappeError } from "../frappe/errors.ts";
import { checkStrength } from "../frappe/password-policy.ts";
import { addUser, rolesOf, setPassword } from "../frappe/user.ts";
import { asObject } from "../disk/write-atomic.ts";
import { listDocuments } from "./list-documents.ts";
import { json, type Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

type Action = "list" | "read" | "create" | "write" | "delete";

/** Answers /api/resource/<doctype>[/<name>]. @throws FrappeError 403, 404, 405, 409 or 417. */
export async function answerResource(visit: Visit, doctype: string, name: string | null): Promise<Reply> {
  const { database, request, user } = visit;
  const meta = readDoctype(database, doctype);
  const action = actionOf(request.method, name);
  if (!mayDo(visit, meta, action === "list" ? "read" : action)) {
    throw frappeError("PermissionError", user === "Guest" ? "" : `User ${user} does not have doctype access via role permission for document ${doctype}`);
  }
  switch (action) {
    case "list":
      return json({ data: listDocuments(visit, meta) });
    case "create":
      return json({ data: await create(visit, doctype) });
    case "write":
      return json({ data: await update(visit, meta, name ?? "") });
    case "delete":
      deleteDocument(database, doctype, name ?? "");
      return json({ data: "ok" }, 202);
    case "read":
      return json({ data: withoutSecrets(meta, readDocument(database, doctype, name ?? "")) });
  }
}

function actionOf(method: string, name: string | null): Action {
  const actions: Readonly<Record<string, Action>> = name === null ? { GET: "list", POST: "create" } : { GET: "read", PUT: "write", DELETE: "delete" };
  const action = actions[method];
  if (action === undefined) throw new FrappeError("werkzeug.exceptions.MethodNotAllowed", "405 Method Not Allowed: The method is not allowed for the requested URL.", 405);
  return action;
}

function mayDo({ database, user }: Visit, meta: Doctype, right: string): boolean {
  const roles = rolesOf(database, user);
  return user === "Administrator" || (meta.rights[right] ?? []).some((role) => roles.has(role));
}

async function create(visit: Visit, doctype: string): Promise<Row> {
  const { database, user, now } = visit;
  const { new_password: password, ...values } = valuesOf(visit);
  const editor = { user, now };
  if (doctype !== "User") {
    const row = insertDocument(database, doctype, values, editor);
    if (doctype === "DocType" && Number(row["issingle"] ?? 0) !== 1) database.createTables([tableOf(String(row["name"]))]);
    return row;
  }
  const email = String(values["email"] ?? "");
  await checkPolicy(database, password, email);
  const row = addUser(database, { email, firstName: String(values["first_name"] ?? ""), lastName: String(values["last_name"] ?? ""), userType: String(values["user_type"] ?? "System User"), roles: rolesIn(values) }, editor);
  if (typeof password === "string") setPassword(database, email.toLowerCase(), password);
  return row;
}

async function update(visit: Visit, meta: Doctype, name: string): Promise<Row> {
  const { database, user, now } = visit;
  const doctype = meta.name;
  const { new_password: password, doctype: _, ...values } = valuesOf(visit);
  if (doctype === "User") await checkPolicy(database, password, name);
  const row = updateDocument(database, doctype, name, values, { user, now });
  if (doctype === "User" && typeof password === "string") setPassword(database, name, password);
  return withoutSecrets(meta, row);
}

/** A document may come as the body itself, or as JSON in a form's field `data`. */
function valuesOf({ request }: Visit): Row {
  const { data } = request.fields;
  return typeof data === "string" ? asObject(JSON.parse(data)) : { ...request.fields };
}

function rolesIn(values: Row): string[] {
  return Array.isArray(values["roles"]) ? values["roles"].map((row) => String(asObject(row)["role"])) : [];
}

async function checkPolicy(database: Database, password: unknown, email: string): Promise<void> {
  if (typeof password === "string") await checkStrength(database, password, [email]);
}

function withoutSecrets(meta: Doctype, row: Row): Row {
  const hidden = new Set(meta.fields.filter((field) => field.fieldtype === "Password").map((field) => field.fieldname));
  return Object.fromEntries(Object.entries(row).filter(([field]) => !hidden.has(field)));
}

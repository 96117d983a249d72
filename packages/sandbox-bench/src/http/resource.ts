import type { Row } from "../mariadb/database.ts";
import { type Doctype, list, readDoctype, tableOf } from "../frappe/doctype.ts";
import { deleteDocument, insertDocument, readDocument, updateDocument } from "../frappe/document.ts";
import { FrappeError, frappeError } from "../frappe/errors.ts";
import { checkStrength } from "../frappe/password-policy.ts";
import { splitSecrets, storeSecrets } from "../frappe/secret-field.ts";
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
      return json({ data: doctype === "User" ? await createUser(visit) : create(visit, meta) });
    case "write":
      return json({ data: await update(visit, meta, name ?? "") });
    case "delete":
      deleteDocument(database, doctype, name ?? "");
      return json({ data: "ok" }, 202);
    case "read":
      return json({ data: readDocument(database, doctype, name ?? "") });
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

function create(visit: Visit, meta: Doctype): Row {
  const { site, database, user, now } = visit;
  const { plain, secrets } = splitSecrets(meta, valuesOf(visit));
  const row = insertDocument(database, meta.name, plain, { user, now });
  const name = String(row["name"]);
  if (meta.name === "DocType" && Number(row["issingle"] ?? 0) !== 1) database.createTables([tableOf(name)]);
  storeSecrets(site, database, { doctype: meta.name, name }, secrets);
  return row;
}

async function createUser(visit: Visit): Promise<Row> {
  const { database, user, now } = visit;
  const { new_password: password, email: address, first_name: firstName, last_name: lastName, user_type: userType, roles } = valuesOf(visit);
  const email = String(address ?? "");
  if (typeof password === "string") await checkStrength(database, password, [email]);
  const newUser = { email, firstName: String(firstName ?? ""), lastName: String(lastName ?? ""), userType: String(userType ?? "System User"), roles: list(roles).map((row) => String(row["role"])) };
  const row = addUser(database, newUser, { user, now });
  if (typeof password === "string") setPassword(database, email.toLowerCase(), password);
  return row;
}

async function update(visit: Visit, meta: Doctype, name: string): Promise<Row> {
  const { site, database, user, now } = visit;
  const { new_password: password, doctype: _, ...values } = valuesOf(visit);
  const newPassword = meta.name === "User" && typeof password === "string" ? password : null;
  if (newPassword !== null) await checkStrength(database, newPassword, [name]);
  const { plain, secrets } = splitSecrets(meta, values);
  const row = updateDocument(database, meta.name, name, plain, { user, now });
  storeSecrets(site, database, { doctype: meta.name, name }, secrets);
  if (newPassword !== null) setPassword(database, name, newPassword);
  return row;
}

/** A document may come as the body itself, or as JSON in a form's field `data`. */
function valuesOf({ request }: Visit): Row {
  const { data } = request.fields;
  return typeof data === "string" ? asObject(JSON.parse(data)) : { ...request.fields };
}

import type { Database, Row } from "../mariadb/database.ts";
import { hashPassword, passwordMatches } from "../mariadb/password-hash.ts";
import { list } from "./doctype.ts";
import { type Editor, insertDocument } from "./document.ts";
import { frappeError } from "./errors.ts";
import { readAuth, revealSecret, storeSecrets, writeAuth } from "./secret-field.ts";
import type { Site } from "./site.ts";

/** The row of a user, or `null`. */
export function findUser(database: Database, name: string): Row | null {
  return database.read("tabUser")[name] ?? null;
}

/** What a new user is made of; the name of a user is the address. */
export interface NewUser {
  readonly email: string;
  readonly firstName: string;
  readonly lastName?: string | undefined;
  readonly userType?: string | undefined;
  readonly roles?: readonly string[];
}

/** @throws InvalidEmailAddressError, DuplicateEntryError. */
export function addUser(database: Database, user: NewUser, editor: Editor): Row {
  const { email, firstName, lastName = "" } = user;
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) throw frappeError("InvalidEmailAddressError", `${email} is not a valid Email Address`);
  return insertDocument(database, "User", {
    name: email.toLowerCase(), email: email.toLowerCase(), enabled: 1, first_name: firstName, last_name: lastName,
    full_name: [firstName, lastName].filter((part) => part !== "").join(" "),
    user_type: user.userType ?? "System User", send_welcome_email: 0, roles: roleRows(user.roles ?? []),
  }, editor);
}

/** Changes a user's row in place. @throws DoesNotExistError. */
export function changeUser(database: Database, name: string, changes: Row): void {
  database.update("tabUser", (rows) => {
    const row = rows[name];
    if (row === undefined) throw frappeError("DoesNotExistError", `User ${name} not found`);
    Object.assign(row, changes);
  });
}

/** Roles as the child table `roles` holds them. */
export function roleRows(roles: readonly string[]): Row[] {
  return [...new Set(roles)].map((role) => ({ role }));
}

/** A user's roles, with those that everyone has. */
export function rolesOf(database: Database, name: string): Set<string> {
  const user = findUser(database, name);
  const roles = list(user?.["roles"]).map((row) => String(row["role"]));
  return new Set(name === "Guest" || user === null ? ["Guest"] : [...roles, "All", "Guest"]);
}

export function setPassword(database: Database, name: string, password: string): void {
  writeAuth(database, { doctype: "User", name, field: "password" }, { password: hashPassword(password), encrypted: 0 });
}

/** Whether the user exists, is enabled, and has this password. */
export function checkPassword(database: Database, name: string, password: string): boolean {
  const user = findUser(database, name);
  const stored = readAuth(database, { doctype: "User", name, field: "password" });
  return user !== null && Number(user["enabled"]) === 1 && stored !== null && passwordMatches(password, stored);
}

/** Stores the key in clear, as Frappe does, and the secret under the site's own key. @throws DoesNotExistError. */
export function setApiKeys(site: Site, database: Database, keys: { user: string; apiKey: string; apiSecret: string }): void {
  changeUser(database, keys.user, { api_key: keys.apiKey });
  storeSecrets(site, database, { doctype: "User", name: keys.user }, { api_secret: keys.apiSecret });
}

/** The user that a pair of API key and secret belongs to, or `null`. */
export function userOfToken(site: Site, database: Database, apiKey: string, apiSecret: string): string | null {
  const user = Object.values(database.read("tabUser")).find((row) => row["api_key"] === apiKey && apiKey !== "");
  if (user === undefined || Number(user["enabled"]) !== 1) return null;
  const name = String(user["name"]);
  return revealSecret(site, database, { doctype: "User", name, field: "api_secret" }) === apiSecret ? name : null;
}

import { readSingle } from "../frappe/document.ts";
import { frappeError } from "../frappe/errors.ts";
import { list } from "../frappe/doctype.ts";
import { addUser, changeUser, findUser, roleRows, setPassword } from "../frappe/user.ts";
import type { Database } from "../mariadb/database.ts";
import { type Operation, siteOf, text } from "./arguments.ts";

const OWNER_ROLE = "System Manager";

/** Creates the owner, or brings an existing user to exactly this state. */
export const createOwner: Operation = async (call) => {
  const database = siteOf(call).connect();
  const email = text(call, "email").toLowerCase();
  const fullName = text(call, "fullName");
  const password = text(call, "password");
  await checkStrength(database, password, [fullName, email]);
  const [firstName = "", ...others] = fullName.split(/\s+/);
  const lastName = others.join(" ");
  const existing = findUser(database, email);
  if (existing === null) {
    addUser(database, { email, firstName, lastName, roles: [OWNER_ROLE] }, { user: "Administrator", now: call.now });
  } else {
    const roles = [...list(existing["roles"]).map((row) => String(row["role"])), OWNER_ROLE];
    changeUser(database, email, { first_name: firstName, last_name: lastName, full_name: fullName, enabled: 1, user_type: "System User", roles: roleRows(roles) });
  }
  setPassword(database, email, password);
  return { created: existing === null };
};

/** Frappe's policy for a password that is set on a user's document. @throws ValidationError 417. */
export async function checkStrength(database: Database, password: string, ownWords: readonly string[]): Promise<void> {
  const settings = readSingle(database, "System Settings");
  if (Number(settings["enable_password_policy"] ?? 0) !== 1) return;
  // Loaded only here: the dictionaries would triple the time that a command takes to start.
  const { passwordStrength } = await import("@nexus/domain/secrets/password-strength");
  if (passwordStrength(password, ownWords).score >= Number(settings["minimum_password_score"] ?? 2)) return;
  throw frappeError("ValidationError", "Invalid Password: Better add a few more letters or another word");
}

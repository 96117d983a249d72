import type { Database } from "../mariadb/database.ts";
import { readSingle } from "./document.ts";
import { frappeError } from "./errors.ts";

/** Frappe's policy for a password that is set on a user's document. @throws ValidationError 417. */
export async function checkStrength(database: Database, password: string, ownWords: readonly string[]): Promise<void> {
  const settings = readSingle(database, "System Settings");
  if (Number(settings["enable_password_policy"] ?? 0) !== 1) return;
  // Loaded only here: the dictionaries would triple the time that a command takes to start.
  const { passwordStrength } = await import("@nexus/domain/secrets/password-strength");
  if (passwordStrength(password, ownWords).score >= Number(settings["minimum_password_score"] ?? 2)) return;
  throw frappeError("ValidationError", "Invalid Password: Better add a few more letters or another word");
}

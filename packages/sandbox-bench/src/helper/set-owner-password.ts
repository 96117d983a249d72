import { frappeError } from "../frappe/errors.ts";
import { checkStrength } from "../frappe/password-policy.ts";
import { endSessionsOf } from "../frappe/session.ts";
import { findUser, setPassword } from "../frappe/user.ts";
import { type Operation, siteOf, text } from "./arguments.ts";

/** Sets the password of a user that exists, and ends every session of theirs. */
export const setOwnerPassword: Operation = async (call) => {
  const database = siteOf(call).connect();
  const email = text(call, "email").toLowerCase();
  const password = text(call, "password");
  const user = findUser(database, email);
  if (user === null) throw frappeError("DoesNotExistError", "User not found on this site");
  await checkStrength(database, password, [String(user["full_name"] ?? ""), email]);
  setPassword(database, email, password);
  endSessionsOf(database, email);
  return { changed: true };
};

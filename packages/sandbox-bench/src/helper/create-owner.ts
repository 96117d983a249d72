import { list } from "../frappe/doctype.ts";
import { checkStrength } from "../frappe/password-policy.ts";
import { addUser, changeUser, findUser, roleRows, setPassword } from "../frappe/user.ts";
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

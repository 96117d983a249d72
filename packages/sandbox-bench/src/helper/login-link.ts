import { frappeError } from "../frappe/errors.ts";
import { makeOneTimeKey } from "../frappe/one-time-key.ts";
import { raiseSignInLimit } from "../frappe/sign-in-limit.ts";
import { findUser } from "../frappe/user.ts";
import { number, type Operation, siteOf, text } from "./arguments.ts";

/** Path and query of a single-use sign-in. */
export const loginLink: Operation = (call) => {
  const site = siteOf(call);
  const email = text(call, "email").trim().toLowerCase();
  if (Number(findUser(site.connect(), email)?.["enabled"] ?? 0) !== 1) {
    throw frappeError("DoesNotExistError", "User not found on this site, or not enabled");
  }
  const key = makeOneTimeKey(site, email, { minutes: number(call, "minutes"), now: call.now });
  raiseSignInLimit(site.connect());
  return { path: `/api/method/frappe.www.login.login_via_key?key=${key}` };
};

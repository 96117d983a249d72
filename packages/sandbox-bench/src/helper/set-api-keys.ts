import { frappeError } from "../frappe/errors.ts";
import { findUser, setApiKeys as storeKeys, userOfToken } from "../frappe/user.ts";
import { type Operation, siteOf, text } from "./arguments.ts";

/** Gives a user this key and secret; repeated, it changes nothing. */
export const setApiKeys: Operation = (call) => {
  const site = siteOf(call);
  const database = site.connect();
  const user = text(call, "user").trim().toLowerCase();
  if (findUser(database, user) === null) throw frappeError("DoesNotExistError", "User not found on this site");
  const keys = { user, apiKey: text(call, "apiKey"), apiSecret: text(call, "apiSecret") };
  const changed = userOfToken(site, database, keys.apiKey, keys.apiSecret) !== user;
  if (changed) storeKeys(site, database, keys);
  return { changed };
};

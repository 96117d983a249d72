import { randomBytes } from "node:crypto";
import { readManifest } from "../bench/app-manifest.ts";
import { installedApps } from "../frappe/defaults.ts";
import { FrappeError, frappeError } from "../frappe/errors.ts";
import { useOneTimeKey } from "../frappe/one-time-key.ts";
import { endSession } from "../frappe/session.ts";
import { countSignIn } from "../frappe/sign-in-limit.ts";
import { checkPassword, findUser, rolesOf, setApiKeys } from "../frappe/user.ts";
import { SIGN_OUT_COOKIES, signInCookies } from "./cookies.ts";
import { messagePage } from "./page/message.ts";
import { html, json, redirect, type Reply } from "./reply.ts";
import type { Request } from "./request.ts";
import type { Visit } from "./visit.ts";

type Method = (visit: Visit) => Reply;

/** The user behind an address and password, or `null`. */
export function signInUser({ site, database }: Visit, usr: unknown, pwd: unknown): string | null {
  if (site.trouble.find("http_401_login") !== undefined) return null;
  const given = String(usr ?? "");
  const user = given === "Administrator" ? given : given.toLowerCase();
  return checkPassword(database, user, String(pwd ?? "")) ? user : null;
}

const login: Method = (visit) => {
  const { usr, pwd } = visit.request.fields;
  const user = signInUser(visit, usr, pwd);
  if (user === null) {
    const exception = "frappe.exceptions.AuthenticationError";
    const body = { message: "Invalid login credentials", exception, exc_type: "AuthenticationError", exc: JSON.stringify([`Traceback (most recent call last):\n${exception}\n`]) };
    return json(body, 401, { cookies: SIGN_OUT_COOKIES });
  }
  const fullName = String(findUser(visit.database, user)?.["full_name"] ?? "");
  return json({ message: "Logged In", home_page: "/app", full_name: fullName }, 200, { cookies: signInCookies(visit, user) });
};

const logout: Method = ({ database, request }) => {
  endSession(database, request.cookies["sid"] ?? "");
  return json({}, 200, { cookies: SIGN_OUT_COOKIES });
};

const loggedUser: Method = ({ user }) => {
  if (user === "Guest") throw frappeError("PermissionError", "<details><summary>You are not permitted to access this resource.</summary>Function <strong>frappe.auth.get_logged_user</strong> is not whitelisted.</details>");
  return json({ message: user });
};

/** Whom Frappe takes a visitor for: whatever the proxy says. */
function addressOf({ headers }: Request): string {
  return String(headers["x-forwarded-for"] ?? "127.0.0.1").split(",", 1).join().trim();
}

const loginViaKey: Method = (visit) => {
  countSignIn(visit.site, visit.database, { address: addressOf(visit.request), now: visit.now });
  const key = visit.request.query.get("key");
  if (key === null) throw new FrappeError("TypeError", "login_via_key() missing 1 required positional argument: 'key'");
  const email = useOneTimeKey(visit.site, key, visit.now);
  if (email === null || findUser(visit.database, email) === null) {
    return html(messagePage("Not Permitted", "The link you trying to login is invalid or expired."), 403);
  }
  return redirect(pathAfterLink(visit), 302, signInCookies(visit, email));
};

/** v15 leads a single-use link to the only app with a tile, to the desk when there are more, and else to the site's root. */
function pathAfterLink({ site, database }: Visit): string {
  const paths = installedApps(database).map((app) => readManifest(site.bench, app)?.homePath ?? null).filter((path) => path !== null);
  return paths.length > 1 ? "/app" : (paths[0] ?? "/");
}

/** Makes a new secret; the key is read from the user's document. */
const generateKeys: Method = ({ site, database, user, request }) => {
  const roles = rolesOf(database, user);
  if (user !== "Administrator" && !roles.has("System Manager")) throw frappeError("PermissionError", "Not Permitted");
  const target = String(request.fields["user"] ?? "");
  const row = findUser(database, target);
  if (row === null) throw frappeError("DoesNotExistError", `User ${target} not found`);
  const random = () => randomBytes(8).toString("hex").slice(0, 15);
  const apiSecret = random();
  setApiKeys(site, database, { user: target, apiKey: typeof row["api_key"] === "string" ? row["api_key"] : random(), apiSecret });
  return json({ message: { api_secret: apiSecret } });
};

/** Methods that may be called by their dotted name under /api/method. */
export const METHODS: Readonly<Record<string, Method>> = {
  ping: () => json({ message: "pong" }),
  "frappe.ping": () => json({ message: "pong" }),
  login,
  logout,
  "frappe.auth.get_logged_user": loggedUser,
  "frappe.www.login.login_via_key": loginViaKey,
  "frappe.core.doctype.user.user.generate_keys": generateKeys,
};

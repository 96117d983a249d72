import { frappeError } from "../frappe/errors.ts";
import { userOfSession } from "../frappe/session.ts";
import type { Site } from "../frappe/site.ts";
import { findUser, userOfToken } from "../frappe/user.ts";
import type { Database } from "../mariadb/database.ts";
import type { Request } from "./request.ts";

/** One request to one site: who asks, and what the site is. */
export interface Visit {
  readonly site: Site;
  readonly database: Database;
  readonly request: Request;
  /** A user's name; `Guest` for nobody. */
  readonly user: string;
  readonly now: Date;
}

/** The session's id: as Frappe, also taken from a field `sid`, be it posted or in the address. */
export function sessionIdOf(request: Request): string {
  const posted = request.fields["sid"];
  return typeof posted === "string" ? posted : (request.cookies["sid"] ?? "");
}

/** Finds out who asks: by `Authorization: token key:secret`, else by the session. @throws AuthenticationError 401 on a wrong token, and on what nobody can be known by. */
export function visitorOf(site: Site, database: Database, request: Request, now: Date): string {
  const [scheme = "", credentials = ""] = (request.headers.authorization ?? "").split(" ");
  if (/^(token|basic)$/i.test(scheme)) {
    const pair = scheme.toLowerCase() === "basic" ? Buffer.from(credentials, "base64").toString("utf8") : credentials;
    const colon = pair.indexOf(":");
    const user = colon === -1 ? null : userOfToken(site, database, pair.slice(0, colon), pair.slice(colon + 1));
    if (user === null) throw frappeError("AuthenticationError", "");
    return user;
  }
  if (credentials !== "") throw frappeError("AuthenticationError", "");
  const user = userOfSession(database, sessionIdOf(request), now);
  const row = user === null ? null : findUser(database, user);
  return user !== null && Number(row?.["enabled"] ?? 0) === 1 ? user : "Guest";
}

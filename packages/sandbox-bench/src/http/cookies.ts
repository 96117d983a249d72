import { beginSession, SESSION_SECONDS } from "../frappe/session.ts";
import { findUser } from "../frappe/user.ts";
import type { Visit } from "./visit.ts";

/** Signs `user` in and returns the cookies that say so, as Frappe sets them. */
export function signInCookies({ database, now }: Visit, user: string): string[] {
  const sid = beginSession(database, user, now);
  const fullName = String(findUser(database, user)?.["full_name"] ?? "");
  return [
    sessionCookie(sid),
    "system_user=yes; Path=/; SameSite=Lax",
    `full_name=${encodeURIComponent(fullName)}; Path=/; SameSite=Lax`,
    `user_id=${encodeURIComponent(user)}; Path=/; SameSite=Lax`,
  ];
}

/** The cookie that carries a session; no script can read it. */
export function sessionCookie(sid: string): string {
  return `sid=${sid}; Max-Age=${SESSION_SECONDS}; HttpOnly; Path=/; SameSite=Lax`;
}

/** Cookies of somebody who is signed out. */
export const SIGN_OUT_COOKIES: readonly string[] = ["sid=Guest; Max-Age=0; HttpOnly; Path=/; SameSite=Lax", ...["system_user", "full_name", "user_id"].map((name) => `${name}=; Max-Age=0; Path=/; SameSite=Lax`)];

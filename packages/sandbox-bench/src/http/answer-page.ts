import { endSession } from "../frappe/session.ts";
import { frappeError } from "../frappe/errors.ts";
import { sessionCookie, SIGN_OUT_COOKIES, signInCookies } from "./cookies.ts";
import { signInUser } from "./methods.ts";
import { accountPage } from "./page/account.ts";
import { deskPage } from "./page/desk.ts";
import { loginPage } from "./page/login.ts";
import { messagePage } from "./page/message.ts";
import { html, redirect, type Reply } from "./reply.ts";
import { sessionIdOf, type Visit } from "./visit.ts";

/** Answers everything that is not below /api. @throws FrappeError 404 for a page that there is not. */
export function answerPage(visit: Visit): Reply {
  const { request, user } = visit;
  switch (request.path.replace(/(.)\/$/, "$1")) {
    case "/":
      return home(visit);
    case "/me":
      return user === "Guest" ? html(messagePage("Not Permitted", "You need to be logged in to access this page"), 403) : html(accountPage(visit));
    case "/login":
      if (request.method === "POST") return signIn(visit);
      return user === "Guest" ? html(emptyLoginPage(visit)) : redirect("/app", 301);
    case "/logout":
      if (request.method === "POST") endSession(visit.database, request.cookies["sid"] ?? "");
      return redirect("/login", 303, request.method === "POST" ? SIGN_OUT_COOKIES : []);
    default:
      if (!/^\/app(\/|$)/.test(request.path)) throw frappeError("DoesNotExistError", "The resource you are looking for is not available");
      if (user === "Guest") return redirect(`/login?redirect-to=${encodeURIComponent(request.path)}`, 301);
      return html(deskPage(visit), 200, request.fields["sid"] === undefined ? {} : { cookies: [sessionCookie(sessionIdOf(request))] });
  }
}

/** v15 shows a visitor's home at the root itself: the page of a role, if one has it, else the account. */
function home(visit: Visit): Reply {
  const { database, user } = visit;
  if (user === "Guest") return html(emptyLoginPage(visit));
  return html(database.read("tabRole")["Desk User"]?.["home_page"] === "/app" ? deskPage(visit) : accountPage(visit));
}

function emptyLoginPage({ site }: Visit): string {
  return loginPage({ site: site.name, typed: "", refused: false });
}

function signIn(visit: Visit): Reply {
  const { usr, pwd } = visit.request.fields;
  const user = signInUser(visit, usr, pwd);
  if (user === null) return html(loginPage({ site: visit.site.name, typed: String(usr ?? ""), refused: true }), 401);
  return redirect("/app", 303, signInCookies(visit, user));
}

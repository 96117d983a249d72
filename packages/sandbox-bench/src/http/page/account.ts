import { findUser } from "../../frappe/user.ts";
import type { Visit } from "../visit.ts";
import { escape, page } from "./layout.ts";

/** The account page, which is the home of everybody whose roles name no other. */
export function accountPage({ site, database, user }: Visit): string {
  const name = findUser(database, user)?.["full_name"] ?? user;
  return page({ title: "My Account", brand: site.name, content: `<h1>My Account</h1><p class="dim">${escape(String(name))} on ${escape(site.name)}</p><p><a href="/app">Go to the desk</a></p>` });
}

import type { Database } from "../mariadb/database.ts";
import { readDefault, setDefault } from "./defaults.ts";
import { saveSingle } from "./document.ts";
import { roleRows, setPassword } from "./user.ts";

/** Tables that exist before the first doctype: Frappe imports them from framework_mariadb.sql. */
export const FRAMEWORK_TABLES = [
  "tabDocType", "tabDocField", "tabDocPerm", "tabSingles", "tabSeries", "tabSessions", "tabFile", "tabDefaultValue",
  "__Auth", "__global_search", "__UserSettings", "tabInstalled Application", "tabModule Def", "tabUser", "tabRole",
];

/** Roles that anybody may be given; Administrator, All, Guest and Desk User come by themselves. */
export const ROLES = ["System Manager", "Report Manager", "Translator", "Website Manager", "Workspace Manager", "Script Manager", "Dashboard Manager", "Inbox User", "Prepared Report User", "Knowledge Base Contributor", "Knowledge Base Editor", "Newsletter Manager", "Blogger"];

/**
 * What Frappe creates after its own doctypes: the first two users, the roles, the defaults of a site
 * on which nobody has been through the setup wizard. Asks for the administrator's password last.
 */
export async function createBasicDocuments(database: Database, adminPassword: () => Promise<string>): Promise<void> {
  database.update("tabRole", (rows) => {
    for (const role of ["Administrator", "All", "Guest", "Desk User", ...ROLES]) rows[role] = { name: role, disabled: 0 };
  });
  database.update("tabUser", (rows) => {
    rows["Administrator"] ??= user("Administrator", "admin@example.com", ["Administrator", ...ROLES]);
    rows["Guest"] ??= user("Guest", "guest@example.com", ["Guest"]);
  });
  setPassword(database, "Administrator", await adminPassword());
  if (readDefault(database, "desktop:home_page") === null) setDefault(database, "desktop:home_page", "setup-wizard");
  saveSingle(database, "System Settings", {
    setup_complete: 0, enable_scheduler: 0, enable_password_policy: 1, minimum_password_score: "2", time_zone: "Asia/Kolkata", language: "en",
  });
}

function user(name: string, email: string, roles: readonly string[]): Record<string, unknown> {
  return {
    name, email, first_name: name, last_name: "", full_name: name, enabled: 1,
    user_type: name === "Guest" ? "Website User" : "System User", roles: roleRows(roles),
  };
}

import { readManifest } from "../bench/app-manifest.ts";
import { installedApps, setDefault } from "../frappe/defaults.ts";
import { insertDocument, readSingle, saveSingle } from "../frappe/document.ts";
import type { Database } from "../mariadb/database.ts";
import { type Operation, siteOf, text } from "./arguments.ts";

/** Marks the setup wizard of every app as done and makes the desk the home of its users; nothing where it has been done. */
export const completeSetup: Operation = (call) => {
  const site = siteOf(call);
  const database = site.connect();
  leadHomeToDesk(database);
  if (Number(readSingle(database, "System Settings")["setup_complete"] ?? 0) === 1) return { setupComplete: true, wasComplete: true };
  const organization = text(call, "organization");
  saveSingle(database, "System Settings", {
    setup_complete: 1, language: text(call, "language"), country: text(call, "country"), time_zone: text(call, "timeZone"), currency: text(call, "currency"),
  });
  setDefault(database, "desktop:home_page", "workspace");
  const apps = installedApps(database);
  database.update("tabInstalled Application", (rows) => {
    for (const app of apps) {
      const manifest = readManifest(site.bench, app);
      rows[app] = { ...rows[app], app_name: app, app_version: manifest?.version ?? "", git_branch: manifest?.branch ?? "", has_setup_wizard: manifest?.hasSetupWizard === true ? 1 : 0, is_setup_complete: 1 };
    }
  });
  const needsCompany = apps.includes("erpnext") && database.read("tabCompany")[organization] === undefined;
  if (needsCompany) insertDocument(database, "Company", { company_name: organization, default_currency: text(call, "currency") }, { user: "Administrator", now: call.now });
  return { setupComplete: true, wasComplete: false };
};

function leadHomeToDesk(database: Database): void {
  database.update("tabRole", (rows) => {
    const role = rows["Desk User"];
    if (role !== undefined) role["home_page"] ??= "/app";
  });
}

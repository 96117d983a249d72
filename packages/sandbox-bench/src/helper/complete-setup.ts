import { readManifest } from "../bench/app-manifest.ts";
import { installedApps, setDefault } from "../frappe/defaults.ts";
import { insertDocument, saveSingle } from "../frappe/document.ts";
import { type Operation, siteOf, text } from "./arguments.ts";

/** Marks the setup wizard of every app as done, so that the owner lands on the desk. */
export const completeSetup: Operation = (call) => {
  const site = siteOf(call);
  const database = site.connect();
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
  return { setupComplete: true };
};

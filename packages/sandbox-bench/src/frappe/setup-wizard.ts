import { type AppManifest, readManifest } from "../bench/app-manifest.ts";
import { installedApps, setDefault } from "./defaults.ts";
import type { Database } from "../mariadb/database.ts";
import { insertDocument, saveSingle } from "./document.ts";
import type { Site } from "./site.ts";

/** What the setup wizard is answered. */
export interface WizardAnswers {
  readonly organization: string;
  readonly language: string;
  readonly country: string;
  readonly timeZone: string;
  readonly currency: string;
}

/** Whether the wizard of every app that has one was done; System Settings does not say it any more. */
export function isSetupComplete(site: Site, database: Database = site.connect()): boolean {
  const rows = database.read("tabInstalled Application");
  return installedApps(database).every((app) => !hasSetupWizard(app, readManifest(site.bench, app)) || rows[app]?.["is_setup_complete"] === 1);
}

/** Frappe asks in any case. */
export function hasSetupWizard(app: string, manifest: AppManifest | null): boolean {
  return app === "frappe" || manifest?.hasSetupWizard === true;
}

/** Marks the setup wizard of every app that has one as done; ERPNext's makes the organization's company. */
export function runSetupWizard(site: Site, { organization, language, country, timeZone, currency }: WizardAnswers, now: Date): void {
  const database = site.connect();
  saveSingle(database, "System Settings", { language, country, currency, time_zone: timeZone });
  setDefault(database, "desktop:home_page", "workspace");
  const apps = installedApps(database);
  database.update("tabInstalled Application", (rows) => {
    for (const app of apps) {
      const manifest = readManifest(site.bench, app);
      const asks = hasSetupWizard(app, manifest) ? 1 : 0;
      rows[app] = { ...rows[app], app_name: app, app_version: manifest?.version ?? "", git_branch: manifest?.branch ?? "", has_setup_wizard: asks, is_setup_complete: asks };
    }
  });
  const needsCompany = apps.includes("erpnext") && database.read("tabCompany")[organization] === undefined;
  if (needsCompany) insertDocument(database, "Company", { company_name: organization, default_currency: currency }, { user: "Administrator", now });
}

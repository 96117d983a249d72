import { readManifest } from "../bench/app-manifest.ts";
import { installedApps, setDefault } from "./defaults.ts";
import { insertDocument, readSingle, saveSingle } from "./document.ts";
import type { Site } from "./site.ts";

/** What the setup wizard is answered. */
export interface WizardAnswers {
  readonly organization: string;
  readonly language: string;
  readonly country: string;
  readonly timeZone: string;
  readonly currency: string;
}

/** Whether the wizard was done. */
export function isSetupComplete(site: Site): boolean {
  return Number(readSingle(site.connect(), "System Settings")["setup_complete"] ?? 0) === 1;
}

/** Marks the setup wizard of every app as done; ERPNext's makes the organization's company. */
export function runSetupWizard(site: Site, { organization, language, country, timeZone, currency }: WizardAnswers, now: Date): void {
  const database = site.connect();
  saveSingle(database, "System Settings", { setup_complete: 1, language, country, currency, time_zone: timeZone });
  setDefault(database, "desktop:home_page", "workspace");
  const apps = installedApps(database);
  database.update("tabInstalled Application", (rows) => {
    for (const app of apps) {
      const manifest = readManifest(site.bench, app);
      rows[app] = { ...rows[app], app_name: app, app_version: manifest?.version ?? "", git_branch: manifest?.branch ?? "", has_setup_wizard: manifest?.hasSetupWizard === true ? 1 : 0, is_setup_complete: 1 };
    }
  });
  const needsCompany = apps.includes("erpnext") && database.read("tabCompany")[organization] === undefined;
  if (needsCompany) insertDocument(database, "Company", { company_name: organization, default_currency: currency }, { user: "Administrator", now });
}

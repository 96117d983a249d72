import { type AppManifest, benchApps, readManifest } from "../bench/app-manifest.ts";
import { milliseconds } from "../bench/settings.ts";
import type { Console } from "../terminal/console.ts";
import { showProgress } from "../terminal/progress.ts";
import type { Database } from "../mariadb/database.ts";
import { installedApps, setInstalledApps } from "./defaults.ts";
import { tableOf } from "./doctype.ts";
import { FrappeError, frappeError } from "./errors.ts";
import { createBasicDocuments } from "./basic-documents.ts";
import type { Site } from "./site.ts";

/** One site on which apps are installed, and where to say so. */
export interface Installation {
  readonly site: Site;
  readonly database: Database;
  readonly console: Console;
  /** Asked for at the moment when Frappe asks for it: after its own doctypes. */
  readonly adminPassword: () => Promise<string>;
}

/** Tables are written to disk in so many portions, so that a kill leaves a part of them. */
const PORTIONS = 10;

/**
 * Installs an app and those that it requires, committing as it goes: what a failure leaves stays.
 *
 * @returns `false` when it was installed already, which is not an error.
 * @throws FrappeError as Frappe's installer throws it.
 */
export async function installApp(installation: Installation, name: string, force = false): Promise<boolean> {
  const { site, database, console } = installation;
  const manifest = findApp(installation, name);
  const installed = installedApps(database);
  for (const required of manifest.requiredApps) {
    if (!installed.includes(required)) await installApp(installation, required);
  }
  if (!benchApps(site.bench).includes(name)) throw new FrappeError("Exception", `App ${name} not in apps.txt`);
  if (!force && installed.includes(name)) {
    console.say(`App ${name} already installed`);
    return false;
  }
  if (site.trouble.find("app_incompatible") !== undefined) throw frappeError("IncompatibleApp", "");
  console.say(`\nInstalling ${name}...`);
  await syncDoctypes(installation, manifest);
  setInstalledApps(database, [...new Set([...installedApps(database), name])]);
  failWhenToldSo(site, 1, name);
  if (name === "frappe") await createBasicDocuments(database, installation.adminPassword);
  console.say(`Updating Dashboard for ${name}`);
  return true;
}

function findApp({ site, console }: Installation, name: string): AppManifest {
  const manifest = name !== "frappe" && site.trouble.find("app_missing") !== undefined ? null : readManifest(site.bench, name);
  if (manifest !== null) return manifest;
  console.say(`Could not find app "${name}": \nNo module named '${name}'`);
  throw new FrappeError("ModuleNotFoundError", `No module named '${name}'`);
}

async function syncDoctypes(installation: Installation, manifest: AppManifest): Promise<void> {
  const { site, database, console } = installation;
  const tables = tablesOf(manifest);
  if (manifest.name !== "frappe") registerModules(database, manifest);
  let portion = 0;
  await showProgress(console, site.trouble, {
    title: `Updating DocTypes for ${manifest.name}`,
    updates: manifest.progressUpdates,
    milliseconds: milliseconds(site.bench, manifest.installTime),
    advance(share) {
      if (share < 1) failWhenToldSo(site, share, manifest.name);
      if (Math.floor(share * PORTIONS) === portion) return;
      portion = Math.floor(share * PORTIONS);
      database.createTables(tables.slice(0, Math.ceil((tables.length * portion) / PORTIONS)));
    },
  });
  database.update("tabDocType", (rows) => {
    for (const doctype of manifest.doctypes) rows[doctype.name] = { ...doctype, app: manifest.name };
  });
}

/** Told no percentage, an app fails in its after_install: Frappe has written down by then that it is installed. */
function failWhenToldSo(site: Site, share: number, app: string): void {
  const fault = site.trouble.find("app_fails");
  if (fault === undefined || app === "frappe" || share * 100 < (fault.atPercent ?? 100)) return;
  throw frappeError("ValidationError", `Could not set up ${app}: Default Company is missing`);
}

function registerModules(database: Database, manifest: AppManifest): void {
  database.update("tabModule Def", (rows) => {
    for (const module of manifest.modules) rows[module] = { name: module, app_name: manifest.name };
  });
}

/** The tables that an app brings: its own doctypes, and as many others as the real app has. */
export function tablesOf(manifest: AppManifest): string[] {
  const own = manifest.doctypes.filter((doctype) => doctype["issingle"] !== 1).map((doctype) => tableOf(doctype.name));
  const others = Array.from({ length: Math.max(0, manifest.tables - own.length) }, (_, index) => `tab${manifest.modules[0] ?? manifest.name} ${index + 1}`);
  return [...own, ...others];
}

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { siteDir, sitesDir } from "./paths.ts";

const benchConfig = z.looseObject({ root_password: z.string().optional(), admin_password: z.string().optional() });
const siteConfig = z.looseObject({ db_name: z.string() });

/** The passwords that Frappe finds in the bench's config and then neither asks for nor takes from elsewhere. */
export function configuredPasswords(bench: string): { root: boolean; admin: boolean } {
  const config = benchConfig.parse(JSON.parse(readFileSync(path.join(sitesDir(bench), "common_site_config.json"), "utf8")));
  return { root: Boolean(config.root_password), admin: Boolean(config.admin_password) };
}

/** A site folder's config; null when there is none, or it is cut off or names no database. */
function readSiteConfig(folder: string): z.infer<typeof siteConfig> | null {
  try {
    return siteConfig.parse(JSON.parse(readFileSync(path.join(folder, "site_config.json"), "utf8")));
  } catch {
    return null;
  }
}

/** The database that a site folder's config names; null when there is no config or it is cut off. */
export function configuredDatabase(folder: string): string | null {
  return readSiteConfig(folder)?.db_name ?? null;
}

/** The database of a site by name; see {@link configuredDatabase}. */
export function databaseOfSite(bench: string, site: string): string | null {
  return configuredDatabase(siteDir(bench, site));
}

/** Whether there is such a site and Frappe lets visitors in, as far as its config says. */
export function isOpen(bench: string, site: string): boolean {
  const config = readSiteConfig(siteDir(bench, site));
  return config !== null && !config["maintenance_mode"];
}

/** The sites whose config names a database. */
export function sitesOf(bench: string, dbName: string): string[] {
  return readdirSync(sitesDir(bench)).filter((name) => databaseOfSite(bench, name) === dbName);
}

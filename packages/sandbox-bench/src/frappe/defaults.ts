import type { Database } from "../mariadb/database.ts";

const TABLE = "tabDefaultValue";

/** A value that holds for the whole site, such as `desktop:home_page`; `null` when it was never set. */
export function readDefault(database: Database, key: string): string | null {
  const value = database.read(TABLE)[`__global|${key}`]?.["defvalue"];
  return typeof value === "string" ? value : null;
}

export function setDefault(database: Database, key: string, value: string): void {
  database.update(TABLE, (rows) => {
    rows[`__global|${key}`] = { parent: "__global", defkey: key, defvalue: value };
  });
}

/** Apps of a site in the order of their installation. */
export function installedApps(database: Database): string[] {
  const stored: unknown = JSON.parse(readDefault(database, "installed_apps") ?? "[]");
  return Array.isArray(stored) ? stored.map(String) : [];
}

export function setInstalledApps(database: Database, apps: readonly string[]): void {
  setDefault(database, "installed_apps", JSON.stringify(apps));
}

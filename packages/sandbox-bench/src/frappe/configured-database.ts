import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asObject } from "../disk/write-atomic.ts";

/** The database that a site's folder names; `null` without a config, or with one that was cut off. */
export function configuredDatabase(folder: string): string | null {
  const name = siteConfig(folder)?.["db_name"];
  return typeof name === "string" ? name : null;
}

/** Whether a site's own config keeps visitors out; `null` where there is no config to tell. */
export function isInMaintenance(folder: string): boolean | null {
  const config = siteConfig(folder);
  return config === null ? null : Number(config["maintenance_mode"] ?? 0) === 1;
}

function siteConfig(folder: string): Record<string, unknown> | null {
  const file = join(folder, "site_config.json");
  if (!existsSync(file)) return null;
  try {
    return asObject(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asObject } from "../disk/write-atomic.ts";

/** The database that a site's folder names; `null` without a config, or with one that was cut off. */
export function configuredDatabase(folder: string): string | null {
  const name = siteConfig(folder)?.["db_name"];
  return typeof name === "string" ? name : null;
}

/** Whether a site's own config keeps visitors out, who may not read either; `null` where there is no config to tell. */
export function isInMaintenance(folder: string): boolean | null {
  const config = siteConfig(folder);
  if (config === null) return null;
  const mayRead = { ...readConfig(join(dirname(folder), "common_site_config.json")), ...config }["allow_reads_during_maintenance"];
  return Number(config["maintenance_mode"] ?? 0) === 1 && Number(mayRead ?? 0) === 0;
}

function siteConfig(folder: string): Record<string, unknown> | null {
  return readConfig(join(folder, "site_config.json"));
}

function readConfig(file: string): Record<string, unknown> | null {
  if (!existsSync(file)) return null;
  try {
    return asObject(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

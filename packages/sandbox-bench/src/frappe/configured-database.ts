import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asObject } from "../disk/write-atomic.ts";

/** The database that a site's folder names; `null` without a config, or with one that was cut off. */
export function configuredDatabase(folder: string): string | null {
  const file = join(folder, "site_config.json");
  if (!existsSync(file)) return null;
  try {
    const name = asObject(JSON.parse(readFileSync(file, "utf8")))["db_name"];
    return typeof name === "string" ? name : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

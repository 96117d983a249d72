import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ROOT } from "../paths.mjs";
import { keepSecrets } from "./secrets.mjs";

/** What most installations leave as it is. Where something depends on another setting, see ../services.mjs. */
const DEFAULTS = {
  ROOT_DOMAIN: "nexus.localhost",
  SITES_DOMAIN: "nexus-sites.localhost",
  ADMIN_EMAILS: "admin@nexus.localhost",
  LOG_LEVEL: "info",
};

/**
 * The settings of this installation: the environment, then the file `.env`, then secrets that were made
 * at the first start, then defaults. An empty value counts as not set.
 */
export function loadSettings(environment = process.env) {
  const file = join(ROOT, ".env");
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const given = { ...withoutEmpty(fromFile), ...withoutEmpty(environment) };
  return { ...DEFAULTS, ...keepSecrets(given), ...given };
}

function withoutEmpty(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
}

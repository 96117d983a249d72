import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ENV_FILE, STATE } from "../paths.mjs";
import { keepSecrets } from "./secrets.mjs";

/** What most installations leave as it is. Where something depends on another setting, see ../services.mjs. */
const DEFAULTS = {
  ROOT_DOMAIN: "nexus.localhost",
  SITES_DOMAIN: "nexus-sites.localhost",
  ADMIN_EMAILS: "admin@nexus.localhost",
  LOG_LEVEL: "info",
  // Compiled once, every process and every bench command of the sandbox starts a good deal sooner.
  NODE_COMPILE_CACHE: join(STATE, "compile-cache"),
};

/**
 * The settings of this installation: the environment, then the file `.env`, then secrets that were made
 * at the first start, then defaults. An empty value counts as not set.
 */
export function loadSettings(environment = process.env) {
  const given = givenSettings(environment);
  return { ...DEFAULTS, ...keepSecrets(given), ...given };
}

/** The settings that somebody made: the environment, then the file `.env`. */
export function givenSettings(environment = process.env) {
  const fromFile = existsSync(ENV_FILE) ? parseEnv(readFileSync(ENV_FILE, "utf8")) : {};
  return { ...withoutEmpty(fromFile), ...withoutEmpty(environment) };
}

function withoutEmpty(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
}

import { existsSync } from "node:fs";
import { configuredDatabase } from "../frappe/configured-database.ts";
import { installedApps } from "../frappe/defaults.ts";
import { schedulerEnabled } from "../frappe/scheduler.ts";
import { isSetupComplete } from "../frappe/setup-wizard.ts";
import type { Site } from "../frappe/site.ts";
import { type Database } from "../mariadb/database.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { type Operation, siteOf } from "./arguments.ts";

const UNREADABLE = { installedApps: null, setupComplete: null, schedulerEnabled: null };

/** What can be said of a site; null where a half-made site cannot be read. */
export const siteFacts: Operation = (call) => {
  const site = siteOf(call);
  const dbName = configuredDatabase(site.folder);
  if (dbName === null) return { exists: existsSync(site.folder), dbName, ...UNREADABLE };
  try {
    return { exists: true, dbName, ...read(site, site.connect()) };
  } catch (error) {
    // A server that is down says nothing about the site.
    if (error instanceof OperationalError && error.code < 2000) return { exists: true, dbName, ...UNREADABLE };
    throw error;
  }
};

function read(site: Site, database: Database): Record<string, unknown> {
  return {
    installedApps: installedApps(database),
    setupComplete: isSetupComplete(site, database),
    schedulerEnabled: schedulerEnabled(site, database),
  };
}

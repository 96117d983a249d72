import { logDdl } from "./database-log.ts";
import { FrappeError } from "./errors.ts";
import { CURRENT_HOST, MariaDb } from "../mariadb/server.ts";
import type { Site } from "./site.ts";

/** Which database to make for a site, and over what it may be made. */
export interface DatabaseRequest {
  readonly name: string;
  readonly password: string;
  /** Host that the user may come from; the current one when nobody says otherwise. */
  readonly host: string | null;
  /** Drop a database and user of this name first. */
  readonly force: boolean;
}

/**
 * Creates a site's database and its user. The caller has signed in as the database's administrator.
 *
 * @throws FrappeError `Database X already exists`.
 */
export function createSiteDatabase(site: Site, request: DatabaseRequest): void {
  const server = new MariaDb(site.bench);
  const { name, password, host = CURRENT_HOST, force } = request;
  const from = host ?? CURRENT_HOST;
  if (!force && server.databases().includes(name)) throw new FrappeError("Exception", `Database ${name} already exists`);
  logDdl(site, `DROP USER IF EXISTS '${name}'@'${from}'`);
  server.dropUser(name, from);
  server.dropDatabase(name);
  // Frappe logs this statement with the password in it: https://github.com/frappe/frappe (database/db_manager.py)
  logDdl(site, `CREATE USER '${name}'@'${from}' IDENTIFIED BY '${password}'`);
  server.createUser(name, from, password);
  logDdl(site, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  server.createDatabase(name);
  server.grantAll(name, name, from);
}

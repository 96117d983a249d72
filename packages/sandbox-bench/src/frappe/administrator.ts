import type { Console } from "../terminal/console.ts";
import { accessDenied } from "../mariadb/errors.ts";
import { CURRENT_HOST, MariaDb } from "../mariadb/server.ts";
import { openDatabaseLogs } from "./database-log.ts";
import type { Site } from "./site.ts";

/** The database administrator as a command's options name it. */
export interface Administrator {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * Signs the database's administrator in. The password comes from the options, the configuration's
 * `root_password`, or is asked for.
 *
 * @throws Aborted without an answer, OperationalError 2003 or 1045.
 */
export async function signInAsAdministrator(site: Site, console: Console, administrator: Administrator): Promise<MariaDb> {
  const configured = site.config()["root_password"];
  const known = administrator.password || (typeof configured === "string" ? configured : "");
  const password = known === "" ? await console.askPassword("MySQL root password: ") : known;
  const user = administrator.user ?? "root";
  openDatabaseLogs(site);
  site.trouble.beforeConnecting();
  if (site.trouble.find("bad_root_password") !== undefined) throw accessDenied(user, CURRENT_HOST, true);
  const server = new MariaDb(site.bench);
  server.signInAsRoot(user, password);
  return server;
}

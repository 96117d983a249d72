import { join } from "node:path";
import { readObject } from "../disk/write-atomic.ts";
import { accessDenied } from "../mariadb/errors.ts";
import { CURRENT_HOST, MariaDb } from "../mariadb/server.ts";
import type { Call } from "./arguments.ts";

/** The database server, signed in as the administrator of `init` or of the bench's config. @throws OperationalError 2003 or 1045. */
export function asAdministrator({ bench, session, trouble }: Call): MariaDb {
  trouble.beforeConnecting();
  const configured = readObject(join(bench.sites, "common_site_config.json"))["root_password"];
  const { user, password } = session.databaseAdmin ?? { user: "root", password: typeof configured === "string" ? configured : "" };
  if (trouble.find("bad_root_password") !== undefined) throw accessDenied(user, CURRENT_HOST, true);
  const server = new MariaDb(bench);
  server.signInAsRoot(user, password);
  return server;
}

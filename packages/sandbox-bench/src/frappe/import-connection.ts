import { OperationalError } from "../mariadb/errors.ts";
import type { Database } from "../mariadb/database.ts";
import type { Console } from "../terminal/console.ts";
import { FrappeError } from "./errors.ts";
import type { Site } from "./site.ts";

const SQL_STATES: Readonly<Record<number, string>> = { 1044: "42000", 1045: "28000", 1049: "42000" };

/**
 * The connection by which a site's first tables are imported. Frappe leaves that to MariaDB's own client,
 * whose complaint it prints as Python shows bytes.
 *
 * @throws CommandFailedError, which does not say why.
 */
export function connectForImport(site: Site, console: Console): Database {
  try {
    return site.connect();
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    console.say("MariaDB version compatibility checks failed, make sure you're running a supported version.");
    console.say(`b"${complaint(error)}\\n"`);
    throw new FrappeError("frappe.exceptions.CommandFailedError", "Command failed");
  }
}

function complaint({ code, text }: OperationalError): string {
  const state = SQL_STATES[code];
  return state === undefined ? "ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (115)" : `ERROR ${code} (${state}): ${text}`;
}

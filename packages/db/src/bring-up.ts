import { join } from "node:path";
import { parseArgs } from "node:util";
import { databaseHome } from "./embedded-postgres/home.ts";
import { startEmbeddedPostgres } from "./embedded-postgres/start.ts";
import { applicationPassword, databaseOwnerUrl, databaseUrl } from "./env.ts";
import { addressesGiven, type DatabaseAddresses, prepareDatabase } from "./prepare-database.ts";

/**
 * `node src/bring-up.ts [--state <dir> --port <n>]`, for the launcher: starts (or finds) the embedded server
 * of an installation, or takes the one in DATABASE_URL, migrates it and lets the application in. Tells each step as a line of JSON
 * on stdout, for the launcher alone, as the application's address has a password; the server goes on running.
 */
export type BringUpEvent =
  | { readonly event: "server"; readonly pid: number; readonly port: number; readonly found: boolean }
  | { readonly event: "progress"; readonly sentence: string }
  | { readonly event: "ready"; readonly url: string };

function tell(event: BringUpEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function findServer(): Promise<DatabaseAddresses> {
  const given = addressesGiven({ url: databaseUrl(), ownerUrl: databaseOwnerUrl(), password: applicationPassword() });
  if (given !== null) return given;
  const { values } = parseArgs({ options: { state: { type: "string" }, port: { type: "string" } } });
  if (values.state === undefined) throw new Error("Name the folder for state: --state <dir>, or set DATABASE_URL.");
  const logFile = join(values.state, "logs/postgres.log");
  const server = await startEmbeddedPostgres({ home: await databaseHome(values.state), logFile, port: Number(values.port ?? 54_320) });
  tell({ event: "server", pid: server.pid, port: server.port, found: server.found });
  return { owner: server.url, applicationPassword: applicationPassword() };
}

try {
  const say = (sentence: string): void => tell({ event: "progress", sentence });
  const { url, warning } = await prepareDatabase(await findServer(), say);
  if (warning !== null) say(`Warning: ${warning}`);
  tell({ event: "ready", url });
  // The schema engine leaves a timer of 10 seconds behind that it cannot be asked to clear.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

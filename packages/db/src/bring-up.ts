import { join } from "node:path";
import { parseArgs } from "node:util";
import { databaseHome } from "./embedded-postgres/home.ts";
import { startEmbeddedPostgres } from "./embedded-postgres/start.ts";
import { databaseUrl } from "./env.ts";
import { migrate } from "./migrate.ts";

/**
 * `node src/bring-up.ts [--state <dir> --port <n>]`, for the launcher: starts (or finds) the embedded server
 * of an installation, or takes the one in DATABASE_URL, and migrates it. Tells each step as a line of JSON
 * on stdout; the server goes on running after this has ended.
 */
export type BringUpEvent =
  | { readonly event: "server"; readonly url: string; readonly pid: number | null; readonly found: boolean }
  | { readonly event: "progress"; readonly sentence: string }
  | { readonly event: "ready" };

function tell(event: BringUpEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function findServer(): Promise<string> {
  const own = databaseUrl();
  if (own !== undefined) return own;
  const { values } = parseArgs({ options: { state: { type: "string" }, port: { type: "string" } } });
  if (values.state === undefined) throw new Error("Name the folder for state: --state <dir>, or set DATABASE_URL.");
  const logFile = join(values.state, "logs/postgres.log");
  const server = await startEmbeddedPostgres({ home: await databaseHome(values.state), logFile, port: Number(values.port ?? 54_320) });
  tell({ event: "server", url: server.url, pid: server.pid, found: server.found });
  return server.url;
}

try {
  const url = await findServer();
  await migrate(url, { onProgress: (sentence) => tell({ event: "progress", sentence }) });
  tell({ event: "ready" });
  // The schema engine leaves a timer of 10 seconds behind that it cannot be asked to clear.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

import pg from "pg";
import { sharedServerUrl } from "./env.ts";

/** The PostgreSQL server for tests, on which databases and roles may be made. */
export function testServerUrl(): string {
  const url = sharedServerUrl();
  if (url !== undefined) return url;
  throw new Error(
    "No PostgreSQL for tests. Add `globalSetup: \"@nexus/testing/global-setup\"` to this package's vitest.config.ts, "
    + "or set NEXUS_TEST_DATABASE_URL to a server on which databases and roles may be made.",
  );
}

/** The connection string of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Runs `work` on a connection of its own. */
export async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

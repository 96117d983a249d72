import pg from "pg";

/** Longest wait for a server's whole greeting; what is no PostgreSQL may take the call and never answer. */
const PATIENCE_MS = 15_000;

/**
 * One connection, for whoever sets a database up; the caller ends it.
 *
 * @param patience milliseconds.
 * @throws Error with the server's own message, or when it did not answer in time.
 */
export async function connect(url: string, patience = PATIENCE_MS): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patience });
  // Without a listener an ended connection would end the process; the next query reports it.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    void client.end().catch(() => undefined);
    if (!(error instanceof Error) || error.message !== "timeout expired") throw error;
    throw new Error(`${client.host}:${client.port} did not answer like a PostgreSQL server within ${patience / 1000} seconds. Does something else listen there, or does a firewall hold the call?`, { cause: error });
  }
}

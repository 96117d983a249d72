import pg from "pg";

/** A server that does not answer for so long counts as down, in milliseconds: that must fail a request, not hang it. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest wait for one of the pool's connections while others use them all: a rush is to be late, not refused, as long as proxies wait (60 s). */
export const WAIT_MS = 55_000;

/**
 * A connection to PostgreSQL that never ends its process. While it is handed from the pool to its next user
 * nobody listens to it, and what the server says in that moment, as that it shuts down, would be an error event
 * without a listener. Who uses the connection learns of it by the next query.
 */
export class Connection extends pg.Client {
  constructor(config: pg.ClientConfig = {}) {
    // The pool has one time for both waits; of the two, that for the server is the shorter.
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    this.on("error", ignore);
  }
}

/** A pool of at most so many connections for a library that brings none of its own; whoever makes it ends it. */
export function createPool(url: string, connections: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: connections, connectionTimeoutMillis: WAIT_MS, Client: Connection });
  pool.on("error", ignore);
  return pool;
}

/** The query that runs on a broken connection fails with the same error; there is nothing to add to it. */
export function ignore(): void {}

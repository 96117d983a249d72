import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient, type Prisma } from "./generated/client.ts";

export { Prisma, PrismaClient } from "./generated/client.ts";
export type {
  AuditEvent, BenchLook, DevInboxMail, Drift, IdempotencyKey, NameHold, OutboxMail, Run, RunStep, Secret, Signup, Tenant, User, WorkerLease,
} from "./generated/client.ts";

/** What runs inside `prisma.$transaction(async (tx) => …)`; functions that may do either take this. */
export type Transaction = Prisma.TransactionClient;

/** How a process uses its database. */
export interface DatabaseOptions {
  /** Most connections at once; 10 when left out. */
  readonly connections?: number;
  /** Told of errors on idle connections, e.g. a restarting server. The pool recovers by itself. */
  readonly onPoolError?: (error: Error) => void;
}

/** A server that does not answer for so long counts as down, in milliseconds: that must fail a request, not hang it. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest wait for one of the pool's connections while others use them all: a rush is to be late, not refused, as long as proxies wait (60 s). */
const WAIT_MS = 55_000;

/** The pool has one time for both waits; of the two, that for the server is the shorter. */
class Connection extends pg.Client {
  constructor(config: pg.ClientConfig = {}) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

/**
 * A Prisma client on its own pool. Connects at the first query; close it with `$disconnect()`.
 *
 * @param url PostgreSQL connection string.
 */
export function createPrisma(url: string, options: DatabaseOptions = {}): PrismaClient {
  const pool = { connectionString: url, max: options.connections ?? 10, connectionTimeoutMillis: WAIT_MS, Client: Connection };
  const adapter = new PrismaPg(pool, { onPoolError: options.onPoolError ?? ignore, onConnectionError: ignore });
  // Prisma's own format quotes the values of a query, and errors are logged.
  return new PrismaClient({ errorFormat: "minimal", adapter });
}

/** The query that runs on a broken connection fails with the same error; there is nothing to add to it. */
function ignore(): void {}

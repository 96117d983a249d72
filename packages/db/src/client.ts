import { PrismaPg } from "@prisma/adapter-pg";
import { Connection, ignore, WAIT_MS } from "./connection.ts";
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

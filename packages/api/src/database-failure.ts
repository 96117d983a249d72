import { z } from "zod";

/** Prisma: cannot reach, timed out, refused, closed, no free connection, no transaction in time, too many connections. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"]);
/** PostgreSQL: connection exceptions (class 08), too many connections, shutting down, crashed, starting up. */
const POSTGRES_CODES = /^(08\w{3}|53300|57P0[123])$/;
const SYSTEM_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE"]);
const KINDS = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);
/** What pg says without a code, when a connection is lost or cannot be had. */
const SENTENCES = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired$)/;

/** Of a failed raw query Prisma tells the cause only here. Source: @prisma/adapter-pg, convertDriverError. */
const driverFailure = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ kind: z.string().default(""), originalCode: z.string().default("") }) }),
  }),
}).transform(({ meta }) => meta.driverAdapterError.cause);

/** Whether an error means that the database does not answer at the moment, rather than that it refused something. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { kind, originalCode } = driverFailure.safeParse(error).data ?? { kind: "", originalCode: "" };
  if (KINDS.has(kind) || POSTGRES_CODES.test(originalCode)) return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (PRISMA_CODES.has(code) || POSTGRES_CODES.test(code) || SYSTEM_CODES.has(code)) return true;
  return SENTENCES.test(error.message) || isDatabaseDown(error.cause);
}

/** Whether PostgreSQL ended a transaction because it and another waited for each other: doing it again helps. */
export function isDeadlock(error: unknown): boolean {
  if (error instanceof Error && "code" in error && error.code === "P2034") return true;
  return driverFailure.safeParse(error).data?.kind === "TransactionWriteConflict";
}

/** Prisma: cannot reach, timed out, closed, no free connection, transaction expired, write conflict, too many connections. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
/** What the driver adapter calls them. */
const ADAPTER_KINDS = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections", "TransactionWriteConflict"]);
/**
 * PostgreSQL: connection exceptions (class 08), ended for idling in a transaction, rolled back for another's
 * sake (class 40), lock timeout, too many connections, shutting down, crashed, starting up, idle too long.
 */
const POSTGRES_CODES = /^(08\w{3}|25P03|40\w{3}|55P03|53300|57P0[1235])$/;
const SYSTEM_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE", "EAI_AGAIN"]);
/** node-postgres has no code for a connection that broke between two queries, or that was not made in time. */
const DRIVER_MESSAGES = /connection error and is not queryable|Connection terminated|Connection ended|timeout exceeded when trying to connect|^timeout expired$/i;

/**
 * Whether an error of Prisma means that the database does not answer, or undid the work for another's
 * sake, so that the same work may succeed later; and not that it refused something.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!isObject(error)) return false;
  const { code, kind, originalCode, message } = error;
  if (typeof code === "string" && (PRISMA_CODES.has(code) || POSTGRES_CODES.test(code) || SYSTEM_CODES.has(code))) return true;
  if (typeof originalCode === "string" && POSTGRES_CODES.test(originalCode)) return true;
  if (typeof kind === "string" && ADAPTER_KINDS.has(kind)) return true;
  if (typeof message === "string" && DRIVER_MESSAGES.test(message)) return true;
  return isDatabaseAway(error["cause"]) || (isObject(error["meta"]) && isDatabaseAway(error["meta"]["driverAdapterError"]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

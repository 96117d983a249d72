/** How Prisma, its driver adapter, PostgreSQL and node-postgres tell one kind of failure. */
interface Signs {
  /** Prisma's own codes, and the system's. */
  readonly codes: ReadonlySet<string>;
  /** What the driver adapter calls it; of a failed raw query that is all that there is. */
  readonly kinds: ReadonlySet<string>;
  /** PostgreSQL's codes. */
  readonly sqlStates: RegExp;
  /** What node-postgres says without any code. */
  readonly sentences?: RegExp;
}

const AWAY: Signs = {
  // Cannot reach, timed out, refused, closed, no free connection, no transaction in time, too many connections.
  codes: new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE", "EAI_AGAIN"]),
  kinds: new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]),
  // Connection exceptions (class 08), ended for idling in a transaction, too many connections, shutting down, crashed, starting up, idle too long.
  sqlStates: /^(08\w{3}|25P03|53300|57P0[1235])$/,
  // A connection that broke between two queries, or that was not made in time.
  sentences: /connection error and is not queryable|Connection terminated|Connection ended|timeout exceeded when trying to connect|^timeout expired$/i,
};

const CONFLICT: Signs = {
  codes: new Set(["P2034"]),
  kinds: new Set(["TransactionWriteConflict"]),
  // Rolled back for another's sake (class 40), lock timeout.
  sqlStates: /^(40\w{3}|55P03)$/,
};

/** Whether an error of Prisma means that the database does not answer at the moment, rather than that it refused something. */
export function isDatabaseAway(error: unknown): boolean {
  return shows(error, AWAY);
}

/** Whether PostgreSQL undid the work for another's sake, as when the two waited for each other: doing it again helps. */
export function isConflict(error: unknown): boolean {
  return shows(error, CONFLICT);
}

function shows(error: unknown, signs: Signs): boolean {
  if (!isObject(error)) return false;
  const { code, kind, originalCode, message, cause, meta } = error;
  if (typeof code === "string" && (signs.codes.has(code) || signs.sqlStates.test(code))) return true;
  if (typeof originalCode === "string" && signs.sqlStates.test(originalCode)) return true;
  if (typeof kind === "string" && signs.kinds.has(kind)) return true;
  if (typeof message === "string" && signs.sentences?.test(message) === true) return true;
  // Of a failed raw query Prisma tells the cause only here. Source: @prisma/adapter-pg, convertDriverError.
  return shows(cause, signs) || (isObject(meta) && shows(meta["driverAdapterError"], signs));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

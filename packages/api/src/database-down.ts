/** Prisma: cannot reach, timed out, refused, closed, no free connection, no transaction in time, too many connections. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"]);
/** PostgreSQL: connection exceptions (class 08), too many connections, shutting down, crashed, starting up. */
const POSTGRES_CODES = /^(08\w{3}|53300|57P0[123])$/;
const SYSTEM_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "ENOTFOUND", "ETIMEDOUT", "EPIPE"]);

/** Whether an error means that the database does not answer at the moment, rather than that it refused something. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "PrismaClientInitializationError") return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (PRISMA_CODES.has(code) || POSTGRES_CODES.test(code) || SYSTEM_CODES.has(code)) return true;
  return isDatabaseDown(error.cause);
}

import { startTemporaryPostgres } from "./temporary.ts";

/**
 * `node src/embedded-postgres/hold-temporary.ts`, for `npm test`: prints the address of an empty server and
 * keeps it until standard input ends, which it also does when whoever started this was killed.
 */
const server = await startTemporaryPostgres();
process.stdout.write(`${server.url}\n`);
const end = (): void => { void server.stop().finally(() => process.exit(0)); };
process.stdin.once("end", end).once("error", end).resume();
process.once("SIGTERM", end);
process.once("SIGINT", end);

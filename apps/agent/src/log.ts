import { type DestinationStream, type Logger, pino } from "pino";

/** Field names whose values never reach a log line, at the two depths where our objects could hold them. */
const SECRET_NAMES = ["password", "adminPassword", "apiKey", "apiSecret", "secret", "databaseAdmin", "authorization"];

/** JSON lines on standard output; secrets are blanked by name as a last net, none is passed on purpose. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = { level, base: { app: "agent" }, redact: { paths, censor: "[secret]" }, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}

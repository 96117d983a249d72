import pino, { type DestinationStream, type Logger } from "pino";

export type { Logger } from "pino";

/** Names under which a secret could reach a log line, at any of the first three levels. */
const SECRET_NAMES = ["password", "adminPassword", "secret", "apiKey", "apiSecret", "token", "authorization", "cookie"];
const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * JSON lines, written at once, so that the last line before an exit is not lost.
 *
 * @param destination stdout when left out.
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ fd: 1, sync: true })): Logger {
  const options = {
    name: "worker", level, redact: { paths, censor: "[redacted]" }, timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.err },
  };
  return pino(options, destination);
}

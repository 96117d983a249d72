import pino from "pino";
import { env } from "../env.ts";

/** Names under which a secret could reach a log line, at any of the first three levels. */
const SECRET_NAMES = ["password", "ticket", "token", "secret", "cookie", "authorization", "apiKey", "apiSecret"];
const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines on stdout; secrets are replaced, never cut short. */
export const logger = pino({
  name: "web",
  level: env.LOG_LEVEL ?? "silent",
  redact: { paths: [...paths, 'headers["set-cookie"]'], censor: "[redacted]" },
  timestamp: pino.stdTimeFunctions.isoTime,
});

import { randomUUID } from "node:crypto";
import { createLogger } from "./logging/logger.ts";
import { EnvError, readEnv } from "./env.ts";
import { startWorker } from "./worker.ts";

/** Exit code that says: nothing is wrong, another process owns what this one had. The supervisor starts a new one. */
const FENCED = 75;
/** sysexits' EX_CONFIG: starting again will not help before a setting is changed. */
const MISCONFIGURED = 78;
/** Longest time for an orderly end, in milliseconds. */
const STOP_PATIENCE_MS = 9_000;

function configuration() {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`The worker cannot start because of its environment:\n${error.message}\n`);
    process.exit(MISCONFIGURED);
  }
}

const env = configuration();
const executorId = `worker-${randomUUID()}`;
const log = createLogger(env.logLevel).child({ executor: executorId });

let stopping = false;
const exit = (reason: string, error?: Error): never => {
  log.warn({ error }, reason);
  process.exit(stopping ? 0 : FENCED);
};
process.on("unhandledRejection", (error) => {
  // Work that is cut off by the stop fails in ways that mean nothing.
  if (stopping) return;
  log.fatal({ error }, "unhandled rejection");
  process.exit(1);
});

const worker = await startWorker({ env, executorId, log, exit });
log.info({ concurrency: env.concurrency }, "worker ready");

const stop = (signal: string): void => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "worker stops; its runs go on in the next one");
  setTimeout(() => process.exit(0), STOP_PATIENCE_MS).unref();
  worker.stop().catch((error: unknown) => log.warn({ error }, "the stop was not orderly; leases will run out instead")).finally(() => process.exit(0));
};
process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGINT", () => stop("SIGINT"));

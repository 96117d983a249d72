import type { DLogger } from "@dbos-inc/dbos-sdk";
import type { Logger } from "./logger.ts";

/** Sends what DBOS says of itself to our log; its news are details to us. */
export function dbosLogger(logger: Logger): DLogger {
  const log = logger.child({ component: "dbos" });
  return {
    debug: (entry) => log.trace(String(entry)),
    info: (entry) => log.debug(String(entry)),
    warn: (entry) => log.warn(String(entry)),
    error: (entry, metadata) => log.error({ stack: metadata?.stack }, String(entry)),
  };
}

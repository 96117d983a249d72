import { join, resolve } from "node:path";

/** The repository. */
export const ROOT = join(import.meta.dirname, "../..");

/** All that an installation keeps: secrets, logs, the sandbox bench, the embedded database. Outside git. */
export const STATE = resolve(ROOT, process.env.NEXUS_STATE_DIR || ".nexus");
/** Settings of an installation, see .env.example. */
export const ENV_FILE = resolve(ROOT, process.env.NEXUS_ENV_FILE || ".env");
export const LOGS = join(STATE, "logs");
/** Who runs: one file for each process, see processes/records.mjs. */
export const RUN = join(STATE, "run");

/** The Node that the product runs on, installed with the dependencies. */
export const NODE = join(ROOT, "node_modules/node/bin/node");

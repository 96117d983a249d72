import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RUN } from "../paths.mjs";
import { identityOf } from "./identity.mjs";
import { readRecord } from "./records.mjs";

const FILE = join(RUN, "launcher.json");

/**
 * Makes this the one launcher of the installation.
 *
 * @returns null, or what the other launcher wrote about itself when one runs: `{pid, summary?}`.
 */
export function takeLock() {
  mkdirSync(RUN, { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      closeSync(openSync(FILE, "wx", 0o600));
      writeLock({});
      return null;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const other = readRecord(FILE);
    if (other.pid !== undefined && identityOf(other.pid) === other.identity) return other;
    rmSync(FILE, { force: true });
  }
}

/** Tells a second start what this one has to say, e.g. its addresses. */
export function writeLock(facts) {
  writeFileSync(FILE, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid), ...facts }), { mode: 0o600 });
}

export function releaseLock() {
  rmSync(FILE, { force: true });
}

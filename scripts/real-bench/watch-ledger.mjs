import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../launcher/failure.mjs";

/** Short enough to meet work that lasts a few hundredths of a second. */
const LOOK_MS = 3;

/**
 * Waits until the agent works on a command of a site.
 *
 * @param stateDir the agent's. @param wanted `type`, `site`, and `isThere(entry, folder)` for more than that it runs.
 * @returns the ledger's entry, which names the process that works. @throws Failure when it is over before; what `signal` says.
 */
export async function untilWorkedOn(stateDir, { type, site, isThere = () => true }, signal) {
  const ledger = join(stateDir, "ledger");
  const others = new Set();
  for (;;) {
    signal.throwIfAborted();
    for (const name of existsSync(ledger) ? readdirSync(ledger) : []) {
      if (others.has(name)) continue;
      const entry = entryOf(join(ledger, name));
      if (entry === null) continue;
      if (entry.request.site !== site || entry.request.type !== type) others.add(name);
      else if (entry.state === "succeeded" || entry.state === "failed") throw new Failure(`${type} was over before it could be met.`);
      else if (entry.state === "running" && isThere(entry, join(ledger, name))) return entry;
    }
    await delay(LOOK_MS);
  }
}

function entryOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, "entry.json"), "utf8"));
  } catch {
    return null; // It is being written.
  }
}

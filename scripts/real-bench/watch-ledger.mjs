import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../launcher/failure.mjs";

/** Short enough to meet work that lasts a few hundredths of a second. */
const LOOK_MS = 3;

/**
 * Waits until the agent works on a command of a site.
 *
 * @param stateDir the agent's. @param wanted what of the request must be so, as `type` and `site`, and
 *   `isThere(entry, folder)` for more than that it runs.
 * @returns the ledger's entry, which names the process that works. @throws Failure when it is over before; what `signal` says.
 */
export function untilWorkedOn(stateDir, { isThere = () => true, ...request }, signal) {
  return untilFound(stateDir, request, signal, (entry, folder) => {
    if (entry.state === "succeeded" || entry.state === "failed") throw new Failure(`${request.type} was over before it could be met.`);
    return entry.state === "running" && isThere(entry, folder);
  });
}

/** Waits until the agent has done such a command, perhaps after tries that failed. @throws what `signal` says. */
export function untilDone(stateDir, request, signal) {
  return untilFound(stateDir, request, signal, (entry) => entry.state === "succeeded");
}

async function untilFound(stateDir, request, signal, isFound) {
  const ledger = join(stateDir, "ledger");
  const others = new Set();
  for (;;) {
    signal.throwIfAborted();
    for (const name of existsSync(ledger) ? readdirSync(ledger) : []) {
      if (others.has(name)) continue;
      const entry = entryOf(join(ledger, name));
      if (entry === null) continue;
      if (Object.entries(request).some(([part, value]) => entry.request[part] !== value)) others.add(name);
      else if (isFound(entry, join(ledger, name))) return entry;
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

import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 25;
/** A killed process may take a moment to go, e.g. while it writes to a slow disk. */
const KILL_PATIENCE_MS = 2_000;

/**
 * Ends a process and all that it started in its group: asks with SIGTERM, and after `patienceMs` kills.
 *
 * @param pid leader of the group. Must be known to be ours, see identity.mjs.
 */
export async function endGroup(pid, patienceMs) {
  for (const [signal, patience] of [["SIGTERM", patienceMs], ["SIGKILL", KILL_PATIENCE_MS]]) {
    if (!signalGroup(pid, signal)) return;
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!signalGroup(pid, 0)) return;
      await delay(POLL_MS);
    }
  }
}

/** @returns false when nobody of the group is left. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

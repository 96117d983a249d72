import { identityOf, isOfThisBoot } from "./identity.mjs";
import { endGroup } from "./end-group.mjs";
import { forgetProcess, recordedProcesses } from "./records.mjs";

const PATIENCE_MS = 3_000;

/**
 * Ends what a previous run of this installation left running because its launcher was killed.
 * A number that belongs to another process by now is left alone.
 *
 * @returns names of those that were ended.
 */
export async function endLeftovers() {
  const left = recordedProcesses();
  const ended = await Promise.all(left.map(async ({ name, pid, identity }) => {
    const found = isOurs(pid, identity);
    if (found) await endGroup(pid, PATIENCE_MS);
    forgetProcess(name);
    return found ? name : null;
  }));
  return ended.filter((name) => name !== null);
}

/** Ours still, or gone: then what is left of its group is ours, as the number is not given to others before. */
function isOurs(pid, identity) {
  if (!Number.isInteger(pid) || typeof identity !== "string" || !isOfThisBoot(identity)) return false;
  const now = identityOf(pid);
  return now === identity || (now === null && groupExists(pid));
}

function groupExists(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

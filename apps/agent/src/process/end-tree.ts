import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { identify, signalIfAlive } from "./identity.ts";

/** Environment variable by which every process of one command is found, also those that left its group. */
export const MARK = "NEXUS_COMMAND";

const POLL_MS = 25;
const AFTER_KILL_MS = 5_000;

export interface Tree {
  /** Value of {@link MARK} in the environment of the tree's processes; null: they have none of their own. */
  readonly mark: string | null;
  /** The group that the first process leads, where it is known. */
  readonly group: number | null;
}

/**
 * Ends every process of a command: SIGTERM, then SIGKILL to what is left after the grace.
 * Where there is no /proc only the group is found.
 *
 * @returns whether all of them are gone.
 */
export async function endTree(tree: Tree, graceMs: number): Promise<boolean> {
  signalTree(tree, "SIGTERM");
  if (await goneWithin(tree, graceMs)) return true;
  signalTree(tree, "SIGKILL");
  return goneWithin(tree, AFTER_KILL_MS);
}

function signalTree(tree: Tree, signal: NodeJS.Signals): void {
  if (tree.group !== null) signalIfAlive(-tree.group, signal);
  for (const pid of markedProcesses(tree.mark)) signalIfAlive(pid, signal);
}

async function goneWithin(tree: Tree, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (markedProcesses(tree.mark).length > 0 || (tree.group !== null && identify(tree.group) !== null)) {
    if (performance.now() >= deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/** Living processes whose environment carries the mark. */
export function markedProcesses(mark: string | null): number[] {
  if (mark === null || process.platform !== "linux") return [];
  const needle = `${MARK}=${mark}\0`;
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => environment(pid).includes(needle) && identify(pid) !== null);
}

function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

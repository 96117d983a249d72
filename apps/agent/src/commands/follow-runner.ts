import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Entry, ENTRY_FILES, entryId, type Outcome, outcome as outcomeSchema } from "../ledger/entry.ts";
import { followOutput } from "../ledger/follow-output.ts";
import { endTree } from "../process/end-tree.ts";
import { isAlive, type ProcessIdentity, signalIfAlive } from "../process/identity.ts";
import type { Agent } from "./agent.ts";
import { facts, markFailed, markFinished, reportProgress } from "./change.ts";

const POLL_MS = 150;
/** Time that a runner may take beyond its own timeout and grace before it is ended from outside. */
const OVERDUE_MS = 30_000;

/**
 * Follows a runner, one's own or one that an earlier agent started, until its command is over, and
 * records how it ended. A runner that vanished without a word takes its processes with it.
 */
export async function followRunner(agent: Agent, entry: Entry, ended: Promise<unknown>): Promise<void> {
  const { key, process: runner } = entry;
  const folder = agent.ledger.folder(key);
  const readProgress = followOutput(path.join(folder, ENTRY_FILES.output));
  const overdueAt = Date.parse(entry.startedAt ?? entry.acceptedAt) + entry.timeoutSeconds * 1000 + agent.graceMs + OVERDUE_MS;
  agent.stops.set(key, () => cancelRunner(folder, runner));
  try {
    for (;;) {
      // Whether it lives is asked first: an outcome written between the two questions is then seen.
      const gone = runner === null || !isAlive(runner);
      const outcome = readOutcome(folder);
      reportProgress(agent, key, readProgress());
      if (outcome !== null) return markFinished(agent, key, outcome);
      if (gone) return await giveUp(agent, entry, existsSync(path.join(folder, ENTRY_FILES.cancelled)) ? "CANCELLED" : "LOST");
      if (agent.now().getTime() > overdueAt) return await giveUp(agent, entry, "TIMED_OUT");
      await Promise.race([ended, delay(POLL_MS)]);
    }
  } finally {
    agent.stops.delete(key);
  }
}

async function giveUp(agent: Agent, entry: Entry, code: "LOST" | "TIMED_OUT" | "CANCELLED"): Promise<void> {
  agent.log.warn({ ...facts(entry), code }, "runner gone or overdue; ending what is left of its command");
  if (entry.process !== null && isAlive(entry.process)) signalIfAlive(entry.process.pid, "SIGKILL");
  await endTree({ mark: entryId(entry.key), group: null }, agent.graceMs);
  markFailed(agent, entry.key, code);
}

/** The runner ends the command's processes and writes the outcome; the file tells it that it was cancelled. */
function cancelRunner(folder: string, runner: ProcessIdentity | null): void {
  writeFileSync(path.join(folder, ENTRY_FILES.cancelled), "");
  if (runner !== null && isAlive(runner)) signalIfAlive(runner.pid, "SIGTERM");
}

function readOutcome(folder: string): Outcome | null {
  let text: string;
  try {
    text = readFileSync(path.join(folder, ENTRY_FILES.outcome), "utf8");
  } catch {
    return null;
  }
  return outcomeSchema.parse(JSON.parse(text));
}

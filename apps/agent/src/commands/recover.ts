import type { Entry } from "../ledger/entry.ts";
import { isAlive, signalIfAlive } from "../process/identity.ts";
import type { Agent } from "./agent.ts";
import { facts, markFailed } from "./change.ts";
import { followRunner } from "./follow-runner.ts";

const NEVER = new Promise<never>(() => {});

/**
 * Takes up what an earlier agent left: runners that still work are followed to their end, results
 * that they left are recorded, and what nobody can finish any more is recorded as lost.
 */
export function recoverCommands(agent: Agent): void {
  for (const entry of agent.ledger.unfinished()) {
    if (entry.state === "queued") {
      markFailed(agent, entry.key, "LOST", "The agent stopped before the command began, and its secrets are gone; it was not done.");
    } else if (entry.state === "running") {
      takeUp(agent, entry);
    }
  }
}

function takeUp(agent: Agent, entry: Entry): void {
  agent.log.info(facts(entry), "command taken up from an earlier agent");
  if (entry.by === "helper") {
    // A helper that still works for a dead agent must not touch the site while others do.
    if (entry.process !== null && isAlive(entry.process)) signalIfAlive(-entry.process.pid, "SIGKILL");
    markFailed(agent, entry.key, "LOST");
    return;
  }
  agent.queue.adopt({ key: entry.key, site: entry.request.site, place: "runner", begin: () => follow(agent, entry) });
}

async function follow(agent: Agent, entry: Entry): Promise<void> {
  try {
    await followRunner(agent, entry, NEVER);
  } catch (error) {
    agent.log.error({ ...facts(entry), err: error }, "command could not be followed");
    markFailed(agent, entry.key, "LOST");
  }
}

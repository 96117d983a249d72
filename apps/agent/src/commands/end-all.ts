import { setTimeout as delay } from "node:timers/promises";
import { isAlive, signalIfAlive } from "../process/identity.ts";
import type { Agent } from "./agent.ts";

const POLL_MS = 50;

/**
 * Ends all running commands because the whole system stops here. They count as killed, not as
 * cancelled: the run tries again when the system is back. The queue has to be closed before.
 */
export async function endCommands(agent: Agent): Promise<void> {
  const runners = agent.ledger.unfinished().flatMap(({ state, by, process }) => (state === "running" && by === "runner" && process !== null ? [process] : []));
  for (const runner of runners) if (isAlive(runner)) signalIfAlive(runner.pid, "SIGTERM");
  const deadline = performance.now() + agent.graceMs + 2_000;
  while (runners.some(isAlive) && performance.now() < deadline) await delay(POLL_MS);
}

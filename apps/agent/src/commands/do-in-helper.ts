import { BenchFailed } from "@nexus/agent-contract/errors";
import type { Command } from "@nexus/agent-contract/command";
import { helperRequest } from "@nexus/agent-contract/helper-protocol";
import { checkOurs } from "../bench/check-ours.ts";
import type { Agent } from "./agent.ts";
import { current, markFinished, markRunning } from "./change.ts";

/**
 * Does a command in a resident helper. It dies with the agent, so its outcome is then unknown (LOST);
 * every such command may be repeated.
 */
export async function doInHelper(agent: Agent, key: string, command: Command): Promise<void> {
  const { type, dbName, ...args } = { dbName: null, ...command };
  const cancelled = new AbortController();
  agent.stops.set(key, () => cancelled.abort());
  try {
    if (dbName !== null) checkOurs(agent.bench.path, { site: command.site, dbName });
    const result = await agent.helpers.call(helperRequest.shape.op.parse(type), args, {
      timeoutMs: current(agent, key).timeoutSeconds * 1000,
      signal: cancelled.signal,
      onBegin: (helper) => void markRunning(agent, key, helper),
    });
    markFinished(agent, key, { exitCode: null, result, failure: null, finishedAt: agent.now().toISOString() });
  } catch (error) {
    if (!(error instanceof BenchFailed)) throw error;
    markFinished(agent, key, { exitCode: null, result: null, failure: error.failure, finishedAt: agent.now().toISOString() });
  } finally {
    agent.stops.delete(key);
  }
}

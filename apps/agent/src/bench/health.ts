import { accessSync, constants } from "node:fs";
import { BenchFailed } from "@nexus/agent-contract/errors";
import type { BenchDescription, Health } from "@nexus/agent-contract/view";
import type { Agent } from "../commands/agent.ts";
import { sitesDir } from "./paths.ts";

/** How long a description is believed, so that health checks do not keep the helper busy. */
const FRESH_MS = 15_000;

/** Whether the agent can work: its bench is there and answers, and its ledger can be written. */
export function benchHealth(agent: Agent, describe: () => Promise<BenchDescription>): () => Promise<Health> {
  let known: { at: number; description: Promise<BenchDescription> } | null = null;
  const freshDescription = (): Promise<BenchDescription> => {
    const at = agent.now().getTime();
    if (known === null || at - known.at > FRESH_MS) known = { at, description: describe() };
    return known.description;
  };
  return async () => {
    const problems = [
      ...unusable(sitesDir(agent.bench.path), "The bench's folder sites/ cannot be read and written."),
      ...unusable(agent.bench.backupsDir, "The agent's state folder cannot be written."),
    ];
    const description = await freshDescription().catch((error: unknown) => {
      problems.push(error instanceof BenchFailed ? error.message : "The bench cannot be described.");
      return null;
    });
    if (agent.queue.isFull()) problems.push("The queue of commands is full.");
    return {
      status: problems.length === 0 ? "healthy" : "degraded",
      problems,
      bench: {
        path: agent.bench.path,
        kind: description?.sandbox === true ? "sandbox" : "frappe",
        frappeVersion: description?.frappeVersion ?? null,
        apps: description?.apps ?? [],
      },
      commands: agent.queue.counts(),
      time: agent.now().toISOString(),
    };
  };
}

function unusable(folder: string, problem: string): string[] {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK);
    return [];
  } catch {
    return [problem];
  }
}

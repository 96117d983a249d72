import { accessSync, constants } from "node:fs";
import { BenchFailed } from "@nexus/agent-contract/errors";
import type { BenchDescription, Health } from "@nexus/agent-contract/view";
import type { Agent } from "../commands/agent.ts";
import { sitesDir } from "./paths.ts";
import { recent } from "./recent.ts";

/** Health checks do not keep the helper busy, nor wait for it where one has to be started, which takes seconds. */
const DESCRIPTION = { freshMs: 15_000, oldestMs: 45_000 };

/** Whether the agent can work: its bench is there and answers, and its ledger can be written. */
export function benchHealth(agent: Agent, describe: () => Promise<BenchDescription>): () => Promise<Health> {
  const recentDescription = recent(describe, DESCRIPTION, () => agent.now().getTime());
  return async () => {
    const problems = [
      ...unusable(sitesDir(agent.bench.path), "The bench's folder sites/ cannot be read and written."),
      ...unusable(agent.bench.backupsDir, "The agent's state folder cannot be written."),
    ];
    const description = await recentDescription().catch((error: unknown) => {
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

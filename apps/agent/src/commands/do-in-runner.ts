import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Command, CommandType } from "@nexus/agent-contract/command";
import { type Entry, ENTRY_FILES } from "../ledger/entry.ts";
import { type Spawned, spawnDetached } from "../process/spawn.ts";
import type { Job } from "../runner/job.ts";
import type { Agent } from "./agent.ts";
import { markRunning } from "./change.ts";
import { followRunner } from "./follow-runner.ts";

/** Commands that make or drop databases. */
const FOR_ADMINISTRATOR: ReadonlySet<CommandType> = new Set(["newSite", "dropSite", "removeLeftovers", "restore"]);
const RUNNER = fileURLToPath(new URL("../runner/main.ts", import.meta.url));

/**
 * Does a command in a runner process that outlives this one. The runner's identity is in the ledger
 * before the runner learns what to do, so an agent that dies in between leaves nothing begun.
 */
export async function doInRunner(agent: Agent, key: string, command: Command): Promise<void> {
  const folder = agent.ledger.folder(key);
  const runner = spawnDetached([process.execPath, RUNNER], {
    cwd: folder,
    env: agent.bench.environment,
    outputFile: path.join(folder, ENTRY_FILES.runner),
  });
  const entry = noteOrDismiss(() => markRunning(agent, key, runner.identity), runner);
  const job: Job = {
    command, folder, run: entry.run, bench: agent.bench, databaseAdmin: FOR_ADMINISTRATOR.has(command.type) ? agent.databaseAdmin : null, requestId: entry.requestId,
    timeoutMs: entry.timeoutSeconds * 1000, graceMs: agent.graceMs,
  };
  runner.write(JSON.stringify(job));
  runner.endInput();
  await followRunner(agent, entry, runner.ended);
}

/** A runner that cannot be noted, as on a full disk, hears of no job, and so ends. */
function noteOrDismiss(note: () => Entry, runner: Spawned): Entry {
  try {
    return note();
  } catch (error) {
    runner.endInput();
    throw error;
  }
}

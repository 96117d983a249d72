import { COMMAND_FAILURES, type CommandFailureCode } from "@nexus/agent-contract/failure";
import type { Progress } from "@nexus/agent-contract/view";
import type { Entry, Outcome } from "../ledger/entry.ts";
import type { ProcessIdentity } from "../process/identity.ts";
import type { Agent } from "./agent.ts";

/** Records that a command runs in a process that does not know its task yet. */
export function markRunning(agent: Agent, key: string, process: ProcessIdentity): Entry {
  return change(agent, { ...current(agent, key), state: "running", startedAt: agent.now().toISOString(), process });
}

/** Records a command's end. */
export function markFinished(agent: Agent, key: string, outcome: Outcome): Entry {
  agent.progress.delete(key);
  const state = outcome.failure === null ? "succeeded" : "failed";
  const finished = change(agent, { ...current(agent, key), ...outcome, state });
  agent.log.info({ ...facts(finished), state, failure: outcome.failure?.code, exitCode: outcome.exitCode }, "command finished");
  return finished;
}

/** Records a command's end for a reason that the agent found, not the bench. */
export function markFailed(agent: Agent, key: string, code: CommandFailureCode, message?: string): Entry {
  const { text, retryable } = COMMAND_FAILURES[code];
  const failure = { code, message: message ?? text, retryable, exception: null };
  return markFinished(agent, key, { exitCode: null, result: null, failure, finishedAt: agent.now().toISOString() });
}

/** Tells watchers of progress; it is not kept, as the output file has it. */
export function reportProgress(agent: Agent, key: string, progress: Progress | null): void {
  const known = agent.progress.get(key);
  if (progress === null || (known?.line === progress.line && known.percent === progress.percent)) return;
  agent.progress.set(key, progress);
  agent.changes.emit(key);
}

/** What every log line about a command carries. */
export function facts(entry: Entry): Record<string, unknown> {
  return { requestId: entry.requestId, key: entry.key, command: entry.request.type, site: entry.request.site };
}

/** The entry as it is now: another call may have raised its epoch meanwhile. */
export function current(agent: Agent, key: string): Entry {
  const entry = agent.ledger.find(key);
  if (entry === undefined) throw new Error(`The ledger has lost ${key}.`);
  return entry;
}

function change(agent: Agent, entry: Entry): Entry {
  agent.ledger.write(entry);
  agent.changes.emit(entry.key);
  return entry;
}

import type { CommandFailureCode } from "@nexus/agent-contract/failure";
import type { Progress } from "@nexus/agent-contract/view";
import { failure } from "../failures/classify.ts";
import type { Entry, Outcome } from "../ledger/entry.ts";
import type { ProcessIdentity } from "../process/identity.ts";
import type { Agent } from "./agent.ts";

/** Records that a command runs in a process that does not know its task yet. */
export function markRunning(agent: Agent, key: string, process: ProcessIdentity): Entry {
  const running: Entry = { ...current(agent, key), state: "running", startedAt: agent.now().toISOString(), process };
  agent.ledger.write(running);
  agent.changes.emit(key);
  return running;
}

/**
 * Records a command's end. A full disk does not keep it from callers: the next agent finds the
 * runner's outcome, or that the command is lost.
 */
export function markFinished(agent: Agent, key: string, outcome: Outcome): void {
  agent.progress.delete(key);
  const finished: Entry = { ...current(agent, key), ...outcome, state: outcome.failure === null ? "succeeded" : "failed" };
  try {
    agent.ledger.write(finished);
  } catch (error) {
    agent.log.error({ ...facts(finished), err: error }, "the end of a command could not be written");
    agent.ledger.remember(finished);
  }
  agent.changes.emit(key);
  agent.log.info({ ...facts(finished), state: finished.state, failure: outcome.failure?.code, exitCode: outcome.exitCode }, "command finished");
}

/** Records a command's end for a reason that the agent found, not the bench. */
export function markFailed(agent: Agent, key: string, code: CommandFailureCode, message?: string): void {
  const why = message === undefined ? failure(code) : { ...failure(code), message };
  markFinished(agent, key, { exitCode: null, result: null, failure: why, finishedAt: agent.now().toISOString() });
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

import { BENCH_COMMANDS, type Command, withoutSecrets } from "@nexus/agent-contract/command";
import { AgentRefused, BenchFailed } from "@nexus/agent-contract/errors";
import type { StartInput } from "@nexus/agent-contract/inputs";
import type { CommandView } from "@nexus/agent-contract/view";
import { failure } from "../failures/classify.ts";
import { isDiskFull } from "../failures/disk-full.ts";
import { payloadDigest } from "../ledger/digest.ts";
import type { Entry } from "../ledger/entry.ts";
import { undoesOwnAttempt } from "../ledger/fence.ts";
import type { Agent } from "./agent.ts";
import { current, facts, markFailed } from "./change.ts";
import { doInHelper } from "./do-in-helper.ts";
import { doInRunner } from "./do-in-runner.ts";
import { viewCommand } from "./get.ts";

const BY_RUNNER: ReadonlySet<string> = new Set(BENCH_COMMANDS);

/**
 * Accepts a command, or finds the one that this key already names. The entry is on disk before
 * anything is done.
 *
 * @throws AgentRefused `STALE_EPOCH`, `KEY_REUSED` or `QUEUE_FULL`, or BenchFailed `DISK_FULL`; nothing was done then.
 */
export function startCommand(agent: Agent, input: StartInput, requestId: string): CommandView {
  try {
    return accept(agent, input, requestId);
  } catch (error) {
    if (isDiskFull(error)) throw new BenchFailed(failure("DISK_FULL"), error);
    throw error;
  }
}

function accept(agent: Agent, input: StartInput, requestId: string): CommandView {
  agent.fences.pass({ ...input.fence, undoes: undoesOwnAttempt(input.key) });
  const digest = payloadDigest(agent.digestKey, input.command);
  const known = agent.ledger.find(input.key);
  if (known !== undefined) return attach(agent, known, { digest, fence: input.fence });
  if (agent.queue.isFull()) throw new AgentRefused("QUEUE_FULL");
  const entry = newEntry(input, { digest, requestId, acceptedAt: agent.now().toISOString() });
  agent.ledger.write(entry);
  agent.log.info(facts(entry), "command accepted");
  agent.queue.add({ key: entry.key, site: entry.request.site, place: entry.by, begin: () => begin(agent, entry.key, input.command) });
  return viewCommand(agent, entry.key);
}

function attach(agent: Agent, known: Entry, call: { digest: string; fence: StartInput["fence"] }): CommandView {
  if (known.digest !== call.digest || known.run !== call.fence.run) throw new AgentRefused("KEY_REUSED");
  // The new owner of the run adopts the command, so that it is not taken for a stale one.
  if (call.fence.epoch > known.epoch) agent.ledger.write({ ...known, epoch: call.fence.epoch });
  return viewCommand(agent, known.key);
}

function newEntry(input: StartInput, given: { digest: string; requestId: string; acceptedAt: string }): Entry {
  const { command, fence, key, timeoutSeconds } = input;
  return {
    version: 1, key, ...fence, ...given, timeoutSeconds,
    request: { ...withoutSecrets(command), type: command.type, site: command.site },
    by: BY_RUNNER.has(command.type) ? "runner" : "helper",
    state: "queued", startedAt: null, finishedAt: null, process: null, exitCode: null, result: null, failure: null,
  };
}

async function begin(agent: Agent, key: string, command: Command): Promise<void> {
  const entry = current(agent, key);
  try {
    if (agent.fences.isStale({ run: entry.run, epoch: entry.epoch, undoes: undoesOwnAttempt(key) })) {
      markFailed(agent, key, "LOST", "A newer owner took over this run, or its undo began, before the command did; it was not done.");
      return;
    }
    await (entry.by === "runner" ? doInRunner(agent, key, command) : doInHelper(agent, key, command));
  } catch (error) {
    agent.log.error({ ...facts(entry), err: error }, "command could not be followed");
    markFailed(agent, key, isDiskFull(error) ? "DISK_FULL" : "LOST");
  }
}

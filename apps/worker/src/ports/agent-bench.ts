import { setTimeout as delay } from "node:timers/promises";
import { agentError } from "@nexus/agent-contract/agent-error";
import type { AgentClient } from "@nexus/agent-contract/client";
import type { Command } from "@nexus/agent-contract/command";
import { AgentRefused, AgentUnreachable } from "@nexus/agent-contract/errors";
import { runCommand } from "@nexus/agent-contract/run-command";
import type { CommandView } from "@nexus/agent-contract/view";
import { FencedError } from "@nexus/provisioning/engine";
import type { Try } from "@nexus/provisioning/interpret";
import type { BenchPort } from "@nexus/provisioning/ports";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import { asStepError, commandFailed } from "./agent-failure.ts";
import { watchAbort } from "./watch-abort.ts";
import type { StepProgress } from "./step-progress.ts";

export interface AgentBenchParts {
  readonly client: AgentClient;
  readonly run: RunFacts;
  readonly what: Try;
  /** Resolves when this process still owns its runs; a frozen one that lost them ends here. */
  readonly confirmLease: () => Promise<void>;
  readonly abortRequested: () => Promise<boolean>;
  readonly openProgress: () => StepProgress;
}

/** How long the bench may be away, in milliseconds. Undo waits longer: it has no other way out. */
const PATIENCE_MS = { run: 15 * 60_000, undo: 60 * 60_000 };
const QUEUE_PAUSE_MS = 2_000;
/** Life of a sign-in link, in minutes: the owner's browser follows it at once. */
const LINK_MINUTES = 1;
const WAITING = { line: "Waiting for the bench…", percent: null };

/** The bench, through its agent, for one try of one step. */
export function agentBench(parts: AgentBenchParts): BenchPort {
  const { client, run, what, confirmLease } = parts;
  const fence = { run: run.id, epoch: run.epoch };
  return {
    run: async (command, part) => {
      const progress = parts.openProgress();
      try {
        const view = await runToItsEnd(parts, commandKey(parts, part), command, progress);
        if (view.failure !== null) throw commandFailed(view.failure);
        return view.result ?? {};
      } finally {
        await progress.end();
      }
    },
    loginLink: async (site, dbName, email) => {
      const deadline = performance.now() + what.step.timeout * 1000;
      for (;;) {
        await confirmLease();
        try {
          return (await client.sites.loginLink.mutate({ fence, site, dbName, email, minutes: LINK_MINUTES })).path;
        } catch (thrown) {
          const error = agentError(thrown);
          if (!(error instanceof AgentUnreachable) || performance.now() > deadline) throw asStepError(error, parts.run);
          await delay(QUEUE_PAUSE_MS / 4);
        }
      }
    },
  };
}

/** The same effect has the same key in every repetition. An undo of an earlier attempt is an effect of this one. */
function commandKey({ run, what }: AgentBenchParts, part: string | undefined): string {
  const ofAttempt = what.attempt === run.attempt ? undefined : `of-${what.attempt}`;
  const step = [what.step.name, part, ofAttempt].filter((name) => name !== undefined).join(".");
  return `${run.id}:${run.attempt}:${step}:${what.direction}:${what.tries}`;
}

async function runToItsEnd(parts: AgentBenchParts, key: string, command: Command, progress: StepProgress): Promise<CommandView> {
  const { client, run, what } = parts;
  const fence = { run: run.id, epoch: run.epoch };
  const abort = what.direction === "run" ? watchAbort(parts.abortRequested, () => client.commands.cancel.mutate({ key, fence })) : null;
  const patience = PATIENCE_MS[what.direction];
  const deadline = performance.now() + patience;
  try {
    for (;;) {
      await parts.confirmLease();
      try {
        const view = await runCommand(client, { key, fence, command, timeoutSeconds: what.step.timeout }, {
          patienceMs: patience,
          onProgress: progress.say,
          onUnreachable: () => progress.say(WAITING),
          ...(abort === null ? {} : { signal: abort.signal }),
        });
        abort?.throwIfAborted();
        return view;
      } catch (error) {
        const failure = asStepError(error, run);
        if (failure instanceof FencedError) throw failure;
        abort?.throwIfAborted();
        const queueFull = error instanceof AgentRefused && error.refusal === "QUEUE_FULL";
        if (!queueFull || performance.now() > deadline) throw failure;
      }
      progress.say(WAITING);
      await delay(QUEUE_PAUSE_MS);
    }
  } finally {
    abort?.end();
  }
}

import { setTimeout as delay } from "node:timers/promises";
import { agentError } from "./agent-error.ts";
import type { AgentClient } from "./client.ts";
import { AgentUnreachable } from "./errors.ts";
import type { StartInput } from "./inputs.ts";
import { type CommandView, isFinished, type Progress } from "./view.ts";

export interface RunCommandOptions {
  /** Called when what the bench says changes, and once more after the agent was away; null: it says nothing. */
  readonly onProgress?: (progress: Progress | null) => void;
  /** Called for each call that the agent does not answer, while the patience lasts. */
  readonly onUnreachable?: () => void;
  /** Ends the waiting, not the command: it goes on at the bench, and the same key finds it again. */
  readonly signal?: AbortSignal;
  /** How long the agent may be unreachable, in ms. */
  readonly patienceMs?: number;
}

const DEFAULT_PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;
/** A stream is given up after this time in any case, so that a frozen agent is noticed by the next call. */
const LONGEST_WATCH_MS = 60_000;

interface Patience {
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  readonly onUnreachable: () => void;
}

/**
 * Has the agent do one command and waits for its end, through broken streams and restarts of the
 * agent. Safe to call again with the same input: the agent knows the key.
 *
 * @returns the finished view; a command that failed is a view too, with its `failure`.
 * @throws AgentUnreachable when the agent stays away for longer than the patience (retryable),
 *   AgentRefused, AgentMisunderstood, or the signal's reason.
 */
export async function runCommand(client: AgentClient, input: StartInput, options: RunCommandOptions = {}): Promise<CommandView> {
  const { signal = new AbortController().signal, patienceMs = DEFAULT_PATIENCE_MS } = options;
  const { report, forget } = progressReporter(options.onProgress);
  const onUnreachable = (): void => {
    forget();
    options.onUnreachable?.();
  };
  const patience = { signal, patienceMs, onUnreachable };
  let view = await patiently(() => client.commands.start.mutate(input, { signal }), patience);
  for (let rounds = 0; !isFinished(view); rounds += 1) {
    report(view);
    // Streams that break at once, as behind a proxy that cuts them, turn this into polling.
    if (rounds > 0) await delay(pause(rounds), undefined, { signal });
    await watchToItsEnd(client, input.key, { signal, onView: report });
    view = await patiently(() => client.commands.get.query({ key: input.key }, { signal }), patience);
  }
  report(view);
  return view;
}

async function patiently<T>(call: () => Promise<T>, { signal, patienceMs, onUnreachable }: Patience): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await call();
    } catch (thrown) {
      signal.throwIfAborted();
      const error = agentError(thrown);
      if (!(error instanceof AgentUnreachable) || performance.now() >= deadline) throw error;
      onUnreachable();
      await delay(pause(tries), undefined, { signal });
    }
  }
}

/** Resolves when the stream ends, for whatever reason: the caller then asks for the state. */
async function watchToItsEnd(client: AgentClient, key: string, watcher: { signal: AbortSignal; onView: (view: CommandView) => void }): Promise<void> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const limit = AbortSignal.any([watcher.signal, AbortSignal.timeout(LONGEST_WATCH_MS)]);
  limit.addEventListener("abort", () => end(), { once: true });
  const subscription = client.commands.watch.subscribe({ key }, {
    onData: ({ data }) => watcher.onView(data),
    onComplete: end,
    onError: () => end(),
    onConnectionStateChange: ({ state, error }) => {
      if (state === "connecting" && error !== null) end();
    },
  });
  await ended;
  subscription.unsubscribe();
}

interface ProgressReporter {
  readonly report: (view: CommandView) => void;
  /** The next report is made even when it says the same as the last one. */
  readonly forget: () => void;
}

function progressReporter(onProgress: RunCommandOptions["onProgress"]): ProgressReporter {
  let last = "null";
  const report = ({ progress }: CommandView): void => {
    const seen = JSON.stringify(progress);
    if (seen === last) return;
    last = seen;
    onProgress?.(progress);
  };
  return { report, forget: () => { last = ""; } };
}

function pause(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
}

import { createHash } from "node:crypto";
import { once } from "node:events";
import { type CommandView, isFinished } from "@nexus/agent-contract/view";
import type { Agent } from "./agent.ts";
import { viewCommand } from "./get.ts";

export interface WatchOptions {
  /** Id of the last view that the caller has; it is not sent again. */
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
}

/**
 * A command's view now and after each change until it is finished. Each is whole and its id is a
 * digest of it, so that a caller may resume at another agent process without loss or repetition.
 *
 * @throws AgentRefused `UNKNOWN_KEY`
 */
export async function* watchCommand(agent: Agent, key: string, options: WatchOptions): AsyncGenerator<{ id: string; view: CommandView }> {
  const left = new AbortController();
  const signal = AbortSignal.any([options.signal, left.signal]);
  let seen = options.lastEventId;
  try {
    while (!signal.aborted) {
      // Listening begins before the view is read, so no change falls between the two.
      const changed = once(agent.changes, key, { signal }).catch(() => {});
      const view = viewCommand(agent, key);
      const id = createHash("sha256").update(JSON.stringify(view)).digest("hex").slice(0, 16);
      if (id !== seen) yield { id, view };
      seen = id;
      if (isFinished(view)) return;
      await changed;
    }
  } finally {
    left.abort();
  }
}

"use client";

import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import { useEffect, useState } from "react";
import { trpc } from "../trpc/client.ts";
import { type Failure, failureOf } from "../trpc/failure.ts";
import type { RunView } from "./run-view.ts";

/** How long to wait before a broken subscription is begun again, in milliseconds. */
const AGAIN_MS = 2_500;
/** How often a run that failed is read again. */
const REREAD_MS = 10_000;
const PASSING = new Set<Failure["code"]>(["OFFLINE", "SERVICE_UNAVAILABLE", "INTERNAL"]);

export interface RunWatch {
  readonly run: RunView;
  /** Changes are not heard at the moment, and are asked for again. */
  readonly reconnecting: boolean;
  /** Changes will not be heard again, e.g. the session is over. */
  readonly failure: Failure | null;
  /** Reads the run at once, e.g. after a retry; watching goes on by itself. */
  readonly reload: () => Promise<void>;
}

/**
 * A run, kept up to date until it is over. The subscription names the last version that it has, so that
 * a dropped connection loses nothing and repeats nothing.
 */
export function useRunWatch(initial: RunView): RunWatch {
  const [watched, setRun] = useState(initial);
  const [wasConnected, setWasConnected] = useState(false);
  const utils = trpc.useUtils();
  const { runId } = initial;
  // A run that failed may be retried by somebody else, which nobody tells this page.
  const mayGoOn = watched.state === "rolled_back" || watched.state === "needs_attention";
  const read = trpc.provisioning.status.useQuery({ runId }, { enabled: mayGoOn, refetchInterval: REREAD_MS });
  const run = read.data === undefined ? watched : newer(watched, read.data);
  const over = FINAL_RUN_STATES.includes(run.state);
  const watch = trpc.provisioning.watch.useSubscription(
    { runId, lastEventId: String(initial.version) },
    { enabled: !over, onStarted: () => setWasConnected(true), onData: ({ data }) => setRun((known) => newer(known, data)) },
  );

  const failure = watch.status === "error" ? failureOf(watch.error) : null;
  const passing = failure !== null && PASSING.has(failure.code);
  const { reset } = watch;
  useEffect(() => {
    if (!passing) return;
    const timer = setTimeout(reset, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [passing, reset]);

  async function reload() {
    const current = await utils.provisioning.status.fetch({ runId }, { staleTime: 0 });
    setRun((known) => newer(known, current));
  }

  return { run, reload, reconnecting: !over && (passing || (wasConnected && watch.status === "connecting")), failure: passing ? null : failure };
}

/** An answer that was overtaken by an event counts for nothing. */
export function newer(known: RunView, other: RunView): RunView {
  return other.version >= known.version ? other : known;
}

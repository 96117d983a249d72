import { StepError } from "@nexus/domain/errors/step-failure";

const LOOK_EVERY_MS = 1_000;
/** How long the agent has to end the command before we stop waiting for it. */
const CANCEL_PATIENCE_MS = 30_000;

export interface AbortWatch {
  /** Fires when the command did not end in time after a person asked for the abort. */
  readonly signal: AbortSignal;
  /** @throws StepError ABORTED when the abort was asked for, however the command ended. */
  readonly throwIfAborted: () => void;
  readonly end: () => void;
}

/** Looks every second whether a person asked the run to stop, and then cancels the command until that is done. */
export function watchAbort(requested: () => Promise<boolean>, cancel: () => Promise<unknown>): AbortWatch {
  const giveUp = new AbortController();
  const aborted = new StepError({ code: "ABORTED", message: "The run was stopped on request.", retryable: false });
  let askedAt: number | null = null;
  let cancelled = false;
  let looking = false;

  const look = async (): Promise<void> => {
    if (askedAt === null && (await requested())) askedAt = performance.now();
    if (askedAt === null) return;
    if (performance.now() - askedAt > CANCEL_PATIENCE_MS) giveUp.abort(aborted);
    if (cancelled) return;
    await cancel();
    cancelled = true;
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // Neither a database nor an agent that is away is a reason to give up: the next look is a second away.
    look().catch(() => undefined).finally(() => { looking = false; });
  }, LOOK_EVERY_MS);
  return {
    signal: giveUp.signal,
    throwIfAborted: () => {
      if (askedAt !== null) throw aborted;
    },
    end: () => clearInterval(timer),
  };
}

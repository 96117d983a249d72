import { setTimeout as delay } from "node:timers/promises";

/** Work that is done again and again. */
export interface Repetition {
  /** Resolves when the work that is under way has ended; it is not begun again. */
  readonly stop: () => Promise<void>;
}

/** Does `work` at once and then `milliseconds` after each end, whether it failed or not. */
export function every(milliseconds: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Repetition {
  const stopping = new AbortController();
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch(onError);
      await delay(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

import { setTimeout as delay } from "node:timers/promises";

/** How long and how often to look. */
export interface Patience {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/**
 * Looks again and again until `look` returns without throwing, and returns what it returned.
 *
 * @throws what `look` threw last, when the time is up (5 s when left out).
 */
export async function eventually<T>(look: () => T | Promise<T>, { timeoutMs = 5_000, intervalMs = 20 }: Patience = {}): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await delay(intervalMs);
    }
  }
}

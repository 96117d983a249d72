import type { Unsubscribe } from "./sources.ts";

/** Why a reader should look now. */
export type Pulse = "start" | "change" | "timer";

/**
 * Yields at once, then after every change and at the latest every `rereadMs`. Changes that are told
 * while the reader is at work become one pulse. Ends when `signal` is aborted.
 */
export async function* pulses(
  subscribe: (wake: () => void) => Unsubscribe, rereadMs: number, signal: AbortSignal,
): AsyncGenerator<Pulse, void> {
  const bell = new Bell();
  const unsubscribe = subscribe(() => bell.ring());
  const stop = () => bell.ring();
  signal.addEventListener("abort", stop);
  try {
    yield "start";
    while (!signal.aborted) {
      const pulse = await bell.next(rereadMs);
      if (!signal.aborted) yield pulse;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    unsubscribe();
  }
}

/** Remembers that it rang until somebody asks. */
class Bell {
  #rang = false;
  #hear: (() => void) | null = null;

  ring(): void {
    this.#rang = true;
    this.#hear?.();
  }

  async next(timeoutMs: number): Promise<"change" | "timer"> {
    if (!this.#rang) await this.#ringOrTimeout(timeoutMs);
    const pulse = this.#rang ? "change" : "timer";
    this.#rang = false;
    return pulse;
  }

  async #ringOrTimeout(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#hear = () => { clearTimeout(timer); resolve(); };
    });
    this.#hear = null;
  }
}

import { type HelperOp, type HelperResponse, helperResponse } from "@nexus/agent-contract/helper-protocol";

/** One side of the helper protocol: asks one thing at a time and matches the answers. */
export interface Exchange {
  /** The answer, or null when the exchange was broken off. */
  ask(op: HelperOp, args: Record<string, unknown>): Promise<HelperResponse | null>;
  /** Takes a line that the helper said; false when it is no answer to what was asked. */
  hear(line: string): boolean;
  /** No more answers will come. */
  breakOff(): void;
}

/** An exchange that writes its requests with `write`. */
export function createExchange(write: (line: string) => void): Exchange {
  let lastId = 0;
  let broken = false;
  let waiting: ((response: HelperResponse | null) => void) | null = null;
  const settle = (response: HelperResponse | null): void => {
    waiting?.(response);
    waiting = null;
  };
  return {
    ask(op, args) {
      if (broken) return Promise.resolve(null);
      lastId += 1;
      const { promise, resolve } = Promise.withResolvers<HelperResponse | null>();
      waiting = resolve;
      write(`${JSON.stringify({ id: lastId, op, args })}\n`);
      return promise;
    },
    hear(line) {
      const response = parseResponse(line);
      if (response === null || response.id !== lastId) return false;
      settle(response);
      return true;
    },
    breakOff() {
      broken = true;
      settle(null);
    },
  };
}

function parseResponse(line: string): HelperResponse | null {
  try {
    return helperResponse.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

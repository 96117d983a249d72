import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import type { ProcessIdentity } from "../process/identity.ts";
import type { CallOptions, Helper } from "./process.ts";

export interface PoolCallOptions extends CallOptions {
  /** Told which process does the request, just before it learns of it. */
  readonly onBegin?: (helper: ProcessIdentity) => void;
}

/** Resident helpers that share the requests; one that died, or was started before the bench was updated, is replaced at the next request. */
export interface HelperPool {
  /** @throws BenchFailed as {@link Helper.call} does. */
  call(op: HelperOp, args: Record<string, unknown>, options: PoolCallOptions): Promise<Record<string, unknown>>;
  /** Ends all helpers. */
  end(): void;
}

/** A pool of at most `size` helpers, each started when no other is free. */
export function helperPool(size: number, start: () => Helper): HelperPool {
  const idle: Helper[] = [];
  const busy = new Set<Helper>();
  const waiting: (() => void)[] = [];

  const take = async (): Promise<Helper> => {
    while (busy.size >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      const taken = takeUsable(idle) ?? start();
      busy.add(taken);
      return taken;
    } catch (error) {
      // The place is still free; who waits for one would not hear of it otherwise.
      waiting.shift()?.();
      throw error;
    }
  };

  const giveBack = (helper: Helper): void => {
    busy.delete(helper);
    if (helper.isUsable()) idle.push(helper);
    else void helper.end();
    waiting.shift()?.();
  };

  return {
    async call(op, args, options) {
      const helper = await take();
      try {
        options.onBegin?.(helper.identity);
        return await helper.call(op, args, options);
      } finally {
        giveBack(helper);
      }
    },
    end: () => [...idle, ...busy].forEach((helper) => void helper.end()),
  };
}

function takeUsable(idle: Helper[]): Helper | undefined {
  let helper = idle.pop();
  while (helper !== undefined && !helper.isUsable()) {
    void helper.end();
    helper = idle.pop();
  }
  return helper;
}

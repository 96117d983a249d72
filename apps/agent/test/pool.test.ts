import { expect, test } from "vitest";
import { helperPool } from "../src/helper/pool.ts";
import type { Helper } from "../src/helper/process.ts";

/** A helper that answers when the test says so, and dies of it. */
function mortalHelper(answers: (() => void)[]): Helper {
  let isUsable = true;
  return {
    identity: { pid: 1, startedAt: "now" },
    isUsable: () => isUsable,
    call: () => new Promise((resolve) => answers.push(() => {
      isUsable = false;
      resolve({});
    })),
    end: async () => {},
  };
}

test("a helper that cannot be started fails its own call and keeps no other from the free place", async () => {
  const answers: (() => void)[] = [];
  let starts = 0;
  const pool = helperPool(1, () => {
    starts += 1;
    if (starts === 2) throw new Error("no memory");
    return mortalHelper(answers);
  });
  const call = (): Promise<unknown> => pool.call("describe", {}, { timeoutMs: 1000, signal: new AbortController().signal });
  const calls = [call(), call(), call()];
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.();
  expect(await calls[0]).toEqual({});
  await expect(calls[1]).rejects.toThrow("no memory");
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  expect(await calls[2]).toEqual({});
});

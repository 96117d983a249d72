import { describe, expect, test } from "vitest";
import { type RetryPolicy, decideRetry, endless, insistent, insistentThoughSlow, once, patient, prompt, stubborn } from "../src/retry.ts";
import { broken, down } from "./bench-model.ts";

const again = (delay: number) => ({ kind: "retry", delay });
const over = { kind: "give_up" };

function totalWait(policy: RetryPolicy, random: number): number {
  const decisions = Array.from({ length: policy.maxTries }, (_, tries) => decideRetry(policy, down, tries + 1, random));
  return decisions.reduce((total, decision) => total + (decision.kind === "retry" ? decision.delay : 0), 0);
}

describe("after a failure", () => {
  test("only a retryable one is tried again", () => {
    expect(decideRetry(patient, down, 1, 0)).toEqual(again(1_000));
    expect(decideRetry(patient, broken, 1, 0)).toEqual(over);
  });

  test("the last try was the last", () => {
    expect(decideRetry(patient, down, 5, 0).kind).toBe("retry");
    expect(decideRetry(patient, down, 6, 0)).toEqual(over);
    expect(decideRetry(once, down, 1, 0)).toEqual(over);
  });

  test("a policy that names its failures retries those alone, whatever they say of themselves", () => {
    const picky = { ...patient, only: ["LOCK_HELD"] };
    expect(decideRetry(picky, down, 1, 0)).toEqual(over);
    expect(decideRetry(picky, { ...broken, code: "LOCK_HELD" }, 1, 0).kind).toBe("retry");
  });

  test("what somebody waits for is tried again where that takes no time, and else they hear of it", () => {
    expect(decideRetry(prompt, { ...down, code: "HELPER_FAILED" }, 2, 1)).toEqual(again(2_000));
    expect(decideRetry(prompt, { ...down, code: "HELPER_FAILED" }, 3, 1)).toEqual(over);
    expect(decideRetry(prompt, { ...down, code: "TIMED_OUT" }, 1, 0)).toEqual(over);
  });

  test("a failure that waiting does not help ends the tries early, whatever else the policy says", () => {
    expect(decideRetry(insistent, { ...broken, code: "NOT_OURS" }, 1, 0)).toEqual(over);
    expect(decideRetry(insistentThoughSlow, { ...down, code: "TIMED_OUT" }, 2, 0).kind).toBe("retry");
    expect(decideRetry(insistentThoughSlow, { ...down, code: "TIMED_OUT" }, 3, 0)).toEqual(over);
    expect(decideRetry(insistent, { ...down, code: "TIMED_OUT" }, 6, 0).kind).toBe("retry");
    expect(decideRetry(insistent, broken, 11, 0).kind).toBe("retry");
  });

  test("undo, and what must be done in the end, is tried again after every failure", () => {
    expect(decideRetry(stubborn, broken, 11, 0).kind).toBe("retry");
    expect(decideRetry(stubborn, broken, 12, 0)).toEqual(over);
    expect(decideRetry(endless, broken, 1_000_000, 0.999)).toEqual(again(299_850));
  });

  test.each([["a step", patient, 31, 62], ["an undo", stubborn, 31 * 60, 62 * 60]] as const)("all waits of %s add up to what is told of them", (_what, policy, least, most) => {
    expect(totalWait(policy, 0)).toBe(least * 1_000);
    expect(totalWait(policy, 1)).toBe(most * 1_000);
  });

  test("waits double up to the policy's limit, spread over their upper half", () => {
    const delays = [1, 2, 3, 4, 5].map((tries) => decideRetry(patient, down, tries, 0));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000].map(again));
    expect(decideRetry(patient, down, 1, 0.5)).toEqual(again(1_500));
    expect(decideRetry({ ...patient, maxTries: 99 }, down, 90, 0)).toEqual(again(30_000));
  });
});

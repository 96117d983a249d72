import { expect, it } from "vitest";
import { recent } from "../src/bench/recent.ts";

const AGES = { freshMs: 15, oldestMs: 45 };

/** A question whose answers are given by hand, and a clock that is set by hand. */
function world() {
  const asked: PromiseWithResolvers<string>[] = [];
  const clock = { now: 0 };
  const ask = (): Promise<string> => {
    const question = Promise.withResolvers<string>();
    asked.push(question);
    return question.promise;
  };
  return { asked, clock, answer: recent(ask, AGES, () => clock.now) };
}

it("the first who ask wait for the same answer, which is then told without asking", async () => {
  const { asked, answer } = world();
  const both = Promise.all([answer(), answer()]);
  asked[0]?.resolve("first");
  expect(await both).toEqual(["first", "first"]);
  expect(await answer()).toBe("first");
  expect(asked).toHaveLength(1);
});

it("an answer that is no longer fresh is told while one other is made, and one that is too old is not", async () => {
  const { asked, clock, answer } = world();
  const first = answer();
  asked[0]?.resolve("first");
  await first;
  clock.now = 16;
  expect(await Promise.all([answer(), answer()])).toEqual(["first", "first"]);
  expect(asked).toHaveLength(2);
  clock.now = 46;
  const late = answer();
  asked[1]?.resolve("second");
  expect(await late).toBe("second");
  expect(await answer()).toBe("second");
  expect(asked).toHaveLength(2);
});

it("a failure is told like an answer, until another one is there", async () => {
  const { asked, clock, answer } = world();
  const first = answer();
  asked[0]?.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  await expect(answer()).rejects.toThrow("away");
  clock.now = 16;
  await expect(answer()).rejects.toThrow("away");
  asked[1]?.resolve("back");
  await Promise.resolve();
  expect(await answer()).toBe("back");
});

import { expect, test } from "vitest";
import { countdownText, durationText, secondsUntil } from "../src/time/duration.ts";

test("a measured time is said in words of steady width", () => {
  const texts = [0, 400, 9_949, 9_950, 12_000, 65_400, 3_600_000, 7_440_000].map((ms) => durationText(ms, { tenths: true }));
  expect(texts).toEqual(["< 0.1 s", "0.4 s", "9.9 s", "10 s", "12 s", "1 min 05 s", "1 h 00 min", "2 h 04 min"]);
});

test("a ticking time shows whole seconds and is never negative, even when clocks disagree", () => {
  expect(durationText(400)).toBe("0 s");
  expect(durationText(-5_000)).toBe("0 s");
});

test("a countdown reaches zero exactly at its end and stays there", () => {
  const until = new Date(100_000);
  expect([40_000, 99_001, 99_999, 100_000, 200_000].map((now) => secondsUntil(until, now))).toEqual([60, 1, 1, 0, 0]);
  expect([0, 9, 60, 870].map(countdownText)).toEqual(["0:00", "0:09", "1:00", "14:30"]);
});

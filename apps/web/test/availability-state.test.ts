import { describe, expect, test } from "vitest";
import { availabilityOf, isWorthAsking, type NameAnswer, typedName } from "../src/signup/availability-state.ts";

const free = (subdomain: string): NameAnswer => ({ subdomain, available: true, reason: null, suggestions: [] });
const taken: NameAnswer = { subdomain: "acme", available: false, reason: "This name is taken.", suggestions: ["acme-hq", "acme-team", "acme-app"] };

describe("what the form says of a name", () => {
  test("an answer for the name in the box counts", () => {
    expect(availabilityOf("acme", free("acme"), false)).toEqual({ kind: "free" });
    expect(availabilityOf("acme", taken, false)).toEqual({ kind: "refused", reason: "This name is taken.", suggestions: taken.suggestions });
  });

  test("a stale answer is dropped: the name changed while the server was asked", () => {
    expect(availabilityOf("acme-2", free("acme"), false)).toEqual({ kind: "checking" });
    expect(availabilityOf("acme-2", taken, false)).toEqual({ kind: "checking" });
  });

  test("the rules of names answer without the server, with its suggestions when they are for this name", () => {
    expect(availabilityOf("ac", undefined, false)).toMatchObject({ kind: "refused", reason: "Use at least 3 characters.", suggestions: [] });
    expect(availabilityOf("admin", { ...taken, subdomain: "admin" }, false)).toMatchObject({ kind: "refused", suggestions: taken.suggestions });
    expect(availabilityOf("admin", taken, false)).toMatchObject({ kind: "refused", suggestions: [] });
    expect(availabilityOf("Ünal", undefined, false)).toMatchObject({ kind: "refused", reason: "Use only lower-case letters, digits and hyphens." });
  });

  test("a failed check is not an answer: the visitor may go on", () => {
    expect(availabilityOf("acme", undefined, true)).toEqual({ kind: "unknown" });
    expect(availabilityOf("acme", free("acme"), true)).toEqual({ kind: "free" });
  });

  test("an empty box is neither free nor refused", () => {
    expect(availabilityOf("", undefined, false)).toEqual({ kind: "empty" });
  });
});

test("names that the server would refuse for their length are not asked about", () => {
  expect(["ab", "abc", "a".repeat(63), "a".repeat(64)].map(isWorthAsking)).toEqual([false, true, true, false]);
});

test("typing a name makes it lower-case and joins words, and hides no other mistake", () => {
  expect(typedName("Acme Inc")).toBe("acme-inc");
  expect(typedName("acme_inc!")).toBe("acme_inc!");
});

import { describe, expect, test } from "vitest";
import { DRIFT_KINDS, DRIFT_STATES, DRIFT_TRANSITIONS, isMended } from "../src/states/drift.ts";
import { type Transitions, mayFollow } from "../src/states/machine.ts";
import { FINAL_RUN_STATES, RUN_STATES, RUN_TRANSITIONS, STEP_STATES, STEP_TRANSITIONS } from "../src/states/run.ts";
import { MAIL_STATES, MAIL_TRANSITIONS, SIGNUP_STATES, SIGNUP_TRANSITIONS } from "../src/states/signup.ts";
import { OCCUPYING_STATES, TENANT_STATES, TENANT_TRANSITIONS } from "../src/states/tenant.ts";

const MACHINES: [string, readonly string[], Transitions<string>, string][] = [
  ["tenant", TENANT_STATES, TENANT_TRANSITIONS, "reserved"],
  ["run", RUN_STATES, RUN_TRANSITIONS, "queued"],
  ["step", STEP_STATES, STEP_TRANSITIONS, "pending"],
  ["signup", SIGNUP_STATES, SIGNUP_TRANSITIONS, "pending"],
  ["mail", MAIL_STATES, MAIL_TRANSITIONS, "queued"],
  ["drift", DRIFT_STATES, DRIFT_TRANSITIONS, "suspected"],
];

describe.each(MACHINES)("the states of a %s", (_name, states, transitions, first) => {
  test("all have their transitions, and only known states follow", () => {
    expect(Object.keys(transitions).sort()).toEqual([...states].sort());
    for (const following of Object.values(transitions)) for (const state of following) expect(states).toContain(state);
  });

  test("can all be reached from the first", () => {
    const reached = new Set([first]);
    for (const state of reached) for (const next of transitions[state] ?? []) reached.add(next);
    expect([...reached].sort()).toEqual([...states].sort());
  });

  test("never follow themselves", () => {
    for (const state of states) expect(mayFollow(transitions, state, state)).toBe(false);
  });
});

describe("every state of a run", () => {
  test("is either at work or final, and only final ones can be retried", () => {
    const atWork = RUN_STATES.filter((state) => !FINAL_RUN_STATES.includes(state));
    expect(atWork).toEqual(["queued", "running", "undoing"]);
    for (const state of atWork) expect(mayFollow(RUN_TRANSITIONS, state, "queued")).toBe(false);
    expect(mayFollow(RUN_TRANSITIONS, "succeeded", "queued")).toBe(false);
  });

  test("leads to a final one", () => {
    for (const state of RUN_STATES) {
      const reached = new Set([state]);
      for (const from of reached) for (const next of RUN_TRANSITIONS[from]) reached.add(next);
      expect([...reached].some((candidate) => FINAL_RUN_STATES.includes(candidate))).toBe(true);
    }
  });
});

test("a mail that was sent or has failed stays so", () => {
  for (const state of MAIL_STATES.filter((state) => state !== "queued")) expect(MAIL_TRANSITIONS[state]).toEqual([]);
});

test("every kind of drift is either ended by the system or left to a person", () => {
  expect(DRIFT_KINDS.filter((kind) => !isMended(kind))).toEqual(["attention", "renamed", "stranger", "missing"]);
});

test("every state of a tenant either occupies its name or has let go of it", () => {
  const letGo = TENANT_STATES.filter((state) => !OCCUPYING_STATES.includes(state));
  expect(letGo).toEqual(["deleted", "released"]);
});

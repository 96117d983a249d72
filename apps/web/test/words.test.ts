import { RUN_KINDS, RUN_STATES, STEP_STATES } from "@nexus/domain/states/run";
import { describe, expect, test } from "vitest";
import { mailParts } from "../src/dev-inbox/mail-parts.ts";
import { RUN_STATE_BADGE, runWords } from "../src/runs/run-words.ts";
import type { RunView, StepView } from "../src/runs/run-view.ts";
import { announcement, stepNote } from "../src/runs/step-words.ts";

const tenant: RunView["tenant"] = { tenantId: "t", subdomain: "acme", organization: "Acme", state: "reserved", siteUrl: "http://acme.example" };
const step = (state: StepView["state"], part: Partial<StepView> = {}): StepView => ({
  name: state, label: `Label ${state}`, state, tries: 1, progress: null, error: null, startedAt: null, finishedAt: null, undoStartedAt: null, undoFinishedAt: null, ...part,
});

describe("a run in words", () => {
  const cases = RUN_KINDS.flatMap((kind) => RUN_STATES.map((state) => ({ kind, state })));
  test.each(cases)("$kind, $state: a title and a sentence", ({ kind, state }) => {
    const { title, text } = runWords({ kind, state, abortRequested: false, queuedBefore: 2, tenant });
    expect(title).not.toBe("");
    expect(text).toMatch(/[.]$/);
    expect(RUN_STATE_BADGE[state].label).not.toBe("");
  });

  test("somebody who stopped the build does not read that it failed", () => {
    for (const state of ["undoing", "rolled_back"] as const) {
      const { title, text } = runWords({ kind: "provision", state, abortRequested: true, queuedBefore: null, tenant });
      expect(`${title} ${text}`).not.toMatch(/wrong|not succeed|failed/);
    }
  });

  test("who waits reads how many are before them", () => {
    expect(runWords({ kind: "provision", state: "queued", abortRequested: false, queuedBefore: 3, tenant }).text).toContain("3 workspaces");
  });
});

test("every state of a step has its words or needs none", () => {
  expect(STEP_STATES.map((state) => stepNote(step(state)))).toEqual([null, null, null, "failed", "taking back", "taken back", "could not be taken back"]);
  expect(stepNote(step("running", { tries: 2 }))).toBe("second try");
});

test("a screen reader hears which step of how many is at work", () => {
  expect(announcement([step("succeeded"), step("running"), step("pending")])).toBe("Step 2 of 3: Label running.");
  expect(announcement([step("succeeded")])).toBe("");
});

test("a mail's code and links are found, and nothing else is taken for one", () => {
  expect(mailParts("Hello,\n\n    123456\n\nOpen your workspace: http://acme.example/x\n\nSee http://evil.example: now")).toEqual([
    { kind: "text", text: "Hello," },
    { kind: "code", code: "123456" },
    { kind: "link", label: "Open your workspace", url: "http://acme.example/x" },
    { kind: "text", text: "See http://evil.example: now" },
  ]);
});

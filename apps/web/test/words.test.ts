import { RUN_KINDS, RUN_STATES, STEP_STATES } from "@nexus/domain/states/run";
import { describe, expect, test } from "vitest";
import { mailParts } from "../src/dev-inbox/mail-parts.ts";
import { estimateText, rangeText } from "../src/runs/estimate-words.ts";
import { RUN_STATE_BADGE, runBadge, runWords } from "../src/runs/run-words.ts";
import type { RunView, StepView } from "../src/runs/run-view.ts";
import { announcement, stepNote, stepStateWords } from "../src/runs/step-words.ts";
import { tenantWords } from "../src/tenants/tenant-state-words.ts";

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

  test("only who is next reads so", () => {
    const titles = [0, 1, 2].map((queuedBefore) => runWords({ kind: "provision", state: "queued", abortRequested: false, queuedBefore, tenant }).title);
    expect(titles).toEqual(["Your workspace is next in line", "Your workspace is in line", "Your workspace is in line"]);
  });

  test("who waits reads how many are before them", () => {
    expect(runWords({ kind: "provision", state: "queued", abortRequested: false, queuedBefore: 3, tenant }).text).toContain("3 workspaces");
  });
});

describe("how long it takes, in words", () => {
  const estimate = { builds: 50, build: { from: 38, to: 55 }, ready: { from: 130, to: 290 } };
  const text = (part: Partial<Parameters<typeof estimateText>[0]>) => estimateText({ kind: "provision", state: "queued", abortRequested: false, estimate, ...part });

  test("from recent builds", () => {
    expect(text({})).toBe("It is likely to be ready in 2 to 5 minutes, going by the last 50 builds.");
    expect(text({ state: "running" })).toBe("The last 50 builds mostly took 35 to 55 seconds.");
  });

  test("without history, or without a worker, it is not known, and no number is made up", () => {
    for (const state of ["queued", "running"] as const) expect(text({ state, estimate: null })).not.toMatch(/\d/);
    expect(text({ estimate: { ...estimate, ready: null } })).toBe("When it begins is not known at the moment. Once it has begun, it takes 35 to 55 seconds.");
  });

  test("nothing is said of what is over, stopped, or no build", () => {
    expect(RUN_STATES.map((state) => text({ state })).map((words) => (words === null ? null : words !== ""))).toEqual([true, true, false, null, null, null]);
    expect(text({ abortRequested: true })).toBe("");
    for (const kind of RUN_KINDS.filter((kind) => kind !== "provision")) expect(text({ kind })).toBeNull();
  });

  test.each([
    [0, 3, "up to 5 seconds"], [7, 8, "5 to 10 seconds"], [10, 10, "about 10 seconds"], [20, 59, "20 to 60 seconds"], [20, 60, "up to 1 minute"],
    [61, 150, "1 to 3 minutes"], [600, 5_399, "10 to 90 minutes"], [600, 5_400, "up to 2 hours"], [7_200, 7_200, "about 2 hours"],
  ])("%d to %d seconds is %s", (from, to, words) => {
    expect(rangeText({ from, to })).toBe(words);
  });
});

test("every state of a step has its words or needs none", () => {
  expect(STEP_STATES.map((state) => stepNote(step(state)))).toEqual([null, null, null, "failed", "taking back", "taken back", "could not be taken back"]);
  expect(stepNote(step("running", { tries: 2 }))).toBe("second try");
});

test("a step that was stopped on request does not read as failed", () => {
  const notes = (code: string) => (["failed", "undone"] as const).map((state) => stepNote(step(state, { error: { code, message: "" } })));
  expect(notes("ABORTED")).toEqual(["stopped", "stopped, taken back"]);
  expect(notes("BENCH_FAILED")).toEqual(["failed", "failed, taken back"]);
  expect(stepStateWords(step("failed", { error: { code: "ABORTED", message: "" } }))).toBe("stopped");
});

test("a run that was stopped on request has no badge of a failure", () => {
  const badge = (code: string) => runBadge({ state: "rolled_back", error: { code, message: "", step: null } });
  expect(badge("ABORTED")).toEqual({ label: "Stopped", tone: "quiet" });
  expect(badge("BENCH_FAILED")).toEqual(RUN_STATE_BADGE.rolled_back);
});

test("only a build that nobody stopped is said to have not succeeded", () => {
  expect(tenantWords({ state: "released", buildStopped: true }).text).toContain("stopped");
  expect(tenantWords({ state: "released", buildStopped: false }).text).toContain("did not succeed");
  expect(tenantWords({ state: "active", buildStopped: true }).label).toBe("Open");
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

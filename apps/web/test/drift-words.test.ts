import { DRIFT_KINDS, THINGS, isMended } from "@nexus/domain/states/drift";
import { RUN_STATES } from "@nexus/domain/states/run";
import { expect, test } from "vitest";
import { driftWords, thingWords } from "../src/admin/drift-words.ts";

const KINDS = DRIFT_KINDS.filter((kind) => kind !== "attention");
const run = (state: (typeof RUN_STATES)[number]) => ({ runId: "r", reference: "R-2345-6789", state });

test.each(KINDS)("%s: what it is, what the system does, and what there is to do, each a sentence", (kind) => {
  for (const mending of [null, ...RUN_STATES.map(run)]) {
    const { label, what, system, you } = driftWords({ kind, mending });
    expect(label).not.toBe("");
    expect(what).toMatch(/:$/);
    for (const sentence of [system, you]) expect(sentence).toMatch(/\.$/);
  }
});

test("says that the system works on it only while a run does", () => {
  for (const kind of KINDS) {
    const atTheMoment = (state: (typeof RUN_STATES)[number]) => driftWords({ kind, mending: run(state) }).system.includes("at the moment");
    expect([atTheMoment("queued"), atTheMoment("running"), atTheMoment("succeeded"), atTheMoment("rolled_back")]).toEqual(isMended(kind) ? [true, true, false, false] : [false, false, false, false]);
  }
});

test("every thing has its words, and a config that cannot be read has no name", () => {
  for (const what of THINGS) expect(thingWords({ what, name: "nx_1" })).toEqual({ label: expect.stringMatching(/./), name: "nx_1" });
  expect(thingWords({ what: "config", name: "" })).toEqual({ label: "The site's config cannot be read", name: null });
});

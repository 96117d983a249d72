import { expect, test } from "vitest";
import { buildToWatch } from "../src/tenants/build-to-watch.ts";

const build = { stage: "provisioning", runId: "b" } as const;
const card = (runId: string, state: "active" | "suspended" | "reserved" | "released") => ({ runId, state });

test("an owner whose only workspace is being built is led to its page, failed ones or not", () => {
  expect(buildToWatch(build, [card("b", "reserved")])).toBe("b");
  expect(buildToWatch(build, [card("b", "reserved"), card("a", "released")])).toBe("b");
});

test.each(["active", "suspended", "reserved"] as const)("an owner reaches a workspace that is %s while a second one is being built", (state) => {
  expect(buildToWatch(build, [card("b", "reserved"), card("a", state)])).toBeNull();
});

test("nothing is watched where nothing is built", () => {
  expect(buildToWatch({ stage: "failed", runId: "b" }, [card("b", "released")])).toBeNull();
});

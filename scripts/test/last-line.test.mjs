import assert from "node:assert/strict";
import { test } from "node:test";
import { lastLine } from "../testing/last-line.mjs";

test("the last line of `npm test` says what was not run, and why", () => {
  const ran = { name: "packages/domain", passed: 7, failed: 0, skipped: 0 };
  assert.equal(lastLine([ran, { name: "set-up", passed: 0, failed: 1 }]), "7 passed, 1 failed");
  const without = [ran, { name: "scripts", passed: 2, failed: 0, skipped: 1, note: "not installed: nginx" }, { name: "browser", passed: 0, failed: 0, skipped: 10, note: "no Chromium" }];
  assert.equal(lastLine(without), "9 passed, 0 failed, 11 not run: 1 of scripts (not installed: nginx), 10 of browser (no Chromium)");
});

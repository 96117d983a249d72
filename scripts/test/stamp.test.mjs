import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { nodeIsTooOld } from "../launcher/node-version.mjs";
import { state } from "./state.mjs";

const { ROOT } = await import("../launcher/paths.mjs");
const { fingerprint, unlessStamped } = await import("../launcher/stamp.mjs");

test("a fingerprint changes with a source, not with what is made or only tested", () => {
  const folder = relative(ROOT, join(state, "app"));
  const write = (name, text) => {
    mkdirSync(join(state, "app", name, ".."), { recursive: true });
    writeFileSync(join(state, "app", name), text);
  };
  write("src/page.ts", "one");
  const before = fingerprint([folder]);
  write("node_modules/x/index.js", "x");
  write(".next/server.js", "x");
  write("test/page.test.ts", "x");
  write("next-env.d.ts", "x");
  assert.equal(fingerprint([folder]), before);
  write("src/page.ts", "two");
  assert.notEqual(fingerprint([folder]), before);
});

test("work is done once for a mark, again for another, and again when it was cut off", async () => {
  const stamp = join(state, "stamp");
  const done = [];
  const work = (mark) => unlessStamped(stamp, mark, async () => { done.push(mark); });
  assert.equal(await work("a"), true);
  assert.equal(await work("a"), false);
  assert.equal(await work("b"), true);
  await assert.rejects(unlessStamped(stamp, "c", async () => { throw new Error("cut off"); }));
  assert.equal(existsSync(stamp), false);
  assert.equal(await work("b"), true);
  assert.deepEqual(done, ["a", "b", "b"]);
});

test("an old Node is told which one is needed", () => {
  for (const old of ["18.20.4", "20.18.3"]) assert.match(nodeIsTooOld(old), /Node 20.19 or newer is needed/);
  for (const fine of ["20.19.0", "22.0.0", "26.1.0"]) assert.equal(nodeIsTooOld(fine), null);
});

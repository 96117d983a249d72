import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sharedHome } from "../src/embedded-postgres/home.ts";

let scratch: string;
const at = (name: string): string => join(scratch, name);
const homeOf = (state: string): Promise<string> => sharedHome(at(state), at("shared"));

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "nexus-home-"));
  await mkdir(at("first"));
});

afterEach(async () => { await rm(scratch, { recursive: true }); });

test("an installation finds its data again", async () => {
  expect(await homeOf("first")).toBe(await homeOf("first"));
});

test("an installation that was moved keeps its data", async () => {
  const before = await homeOf("first");
  await rename(at("first"), at("second"));
  expect(await homeOf("second")).toBe(before);
});

test("a copy of an installation gets data of its own, and the original keeps its", async () => {
  const original = await homeOf("first");
  await cp(at("first"), at("second"), { recursive: true });
  expect(await homeOf("second")).not.toBe(original);
  expect(await homeOf("first")).toBe(original);
});

test("a new installation in the place of a deleted one does not find its data", async () => {
  const before = await homeOf("first");
  await rm(at("first"), { recursive: true });
  await mkdir(at("first"));
  expect(await homeOf("first")).not.toBe(before);
});

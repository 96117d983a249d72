import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PLANTED_BUGS } from "../src/planted/bugs.ts";
import { FAULTS, MOMENTS, STORIES } from "../src/schedules/schedule.ts";
import { singles } from "../src/schedules/singles.ts";

const cwd = fileURLToPath(new URL("..", import.meta.url));
function simulate(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/main.ts", ...args], { cwd, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

describe("every single fault", () => {
  test("is enumerated from the lists of steps, and covers every story, moment and fault", () => {
    const all = [...singles()];
    expect(all.length).toBeGreaterThan(1000);
    expect(new Set(all.map(({ story }) => story)).size).toBe(STORIES.length);
    for (const moment of MOMENTS) expect(all.some(({ injections: [first] }) => first?.moment === moment), moment).toBe(true);
    for (const fault of FAULTS) expect(all.some(({ injections: [first] }) => first?.fault === fault), fault).toBe(true);
  });

  test("leaves the invariants whole", () => {
    const { status, output } = simulate();
    console.log(output.trim().split("\n").at(-1));
    expect(output).toMatch(/(\d+) of \1 singles ended as they should/);
    expect(status).toBe(0);
  });
});

test("one seed is one course of events, to the last line of every log", () => {
  const [once, again] = [simulate("--replay", "8", "--verbose"), simulate("--replay", "8", "--verbose")];
  expect(once.output.split("\n").length).toBeGreaterThan(100);
  expect(again.output).toBe(once.output);
});

test("a failure is printed with what plays it again, as short as it can be, and the replay fails as it did", () => {
  const { status, output } = simulate("--planted", "--only", "the password is kept after the activation", "--seeds", "20");
  expect(output).toContain("the password of a built site is still kept");
  expect(status).toBe(0);
});

test("each planted bug fits the product as it is", async () => {
  expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(25);
  const { readFileSync } = await import("node:fs");
  for (const { name, file, from } of PLANTED_BUGS) {
    const source = readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), "utf8");
    expect(source.split(from), name).toHaveLength(2);
  }
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PLANTED_BUGS } from "../src/planted/bugs.ts";
import { FAULTS, MOMENTS, STORIES } from "../src/schedules/schedule.ts";
import { singles } from "../src/schedules/singles.ts";

const cwd = fileURLToPath(new URL("..", import.meta.url));
async function simulate(...args: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, ["src/main.ts", ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close") as Promise<[number | null]>]);
  return { status, output: `${output}${errors}` };
}

describe("every single fault", () => {
  test("is enumerated from the lists of steps, and covers every story, moment and fault", () => {
    const all = [...singles()];
    expect(all.length).toBeGreaterThan(1000);
    expect(new Set(all.map(({ story }) => story)).size).toBe(STORIES.length);
    for (const moment of MOMENTS) expect(all.some(({ injections: [first] }) => first?.moment === moment), moment).toBe(true);
    for (const fault of FAULTS) expect(all.some(({ injections: [first] }) => first?.fault === fault), fault).toBe(true);
  });

  test("leaves the invariants whole", async () => {
    const { status, output } = await simulate();
    console.log(output.trim().split("\n").at(-1));
    expect(output).toMatch(/(\d+) of \1 singles ended as they should/);
    expect(status).toBe(0);
  });
});

// A crowd whose builds fail, are undone and tried again, with an agent that is killed on a full disk.
test("one seed is one course of events, to the last line of every log", async () => {
  const [first, second] = await Promise.all([simulate("--replay", "464", "--verbose"), simulate("--replay", "464", "--verbose")]);
  expect(first.output.split("\n").length).toBeGreaterThan(50);
  expect(second.output).toBe(first.output);
});

test("a planted bug is found, and told in words", async () => {
  const { status, output } = await simulate("--planted", "--only", "the password is kept after the activation", "--seeds", "20");
  expect(output).toContain("owner_password is still kept of a workspace that is active");
  expect(status).toBe(0);
});

test("each planted bug fits the product as it is", () => {
  expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(25);
  for (const { name, file, from } of PLANTED_BUGS) {
    const source = readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), "utf8");
    expect(source.split(from), name).toHaveLength(2);
  }
});

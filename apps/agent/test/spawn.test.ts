import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { beNice } from "../src/process/be-nice.ts";
import { spawnDetached, SpawnError } from "../src/process/spawn.ts";

const home = mkdtempSync(path.join(tmpdir(), "nexus-spawn-"));
afterAll(() => rmSync(home, { recursive: true }));

describe("a program that is started", () => {
  test("does not have its shells run the user's ~/.bashrc, as bash does for an input that is a socket", async () => {
    writeFileSync(path.join(home, ".bashrc"), "echo from bashrc\n");
    const said: string[] = [];
    const child = spawnDetached(["bash", "-c", "echo done"], { cwd: home, env: { PATH: process.env["PATH"] ?? "", HOME: home }, onOutput: (chunk) => said.push(chunk) });
    child.endInput();
    expect(await child.ended).toEqual({ exitCode: 0, signal: null });
    expect(said.join("")).toBe("done\n");
  });

  test("inherits nothing of this process's environment and reads what it is told on its input", async () => {
    const said: string[] = [];
    const child = spawnDetached(["/bin/sh", "-c", "env; cat"], { cwd: home, env: { ONLY: "this" }, onOutput: (chunk) => said.push(chunk) });
    child.write("a line\n");
    child.endInput();
    await child.ended;
    const names = said.join("").split("\n").map((line) => line.split("=")[0]);
    expect(names.filter((name) => name !== "" && !["PWD", "_", "SHLVL"].includes(name ?? ""))).toEqual(["ONLY", "a line"]);
  });

  test("is nice to others, also where the processor is shared out between sessions", async () => {
    const child = spawnDetached(["/bin/sh", "-c", "read line"], { cwd: home, env: {} });
    const { pid } = child.identity;
    beNice(pid, 7);
    expect(getPriority(pid)).toBe(7);
    const group = `/proc/${pid}/autogroup`;
    if (existsSync(group)) expect(readFileSync(group, "utf8")).toMatch(/ nice 7$/m);
    child.endInput();
    await child.ended;
    expect(() => beNice(pid, 7)).not.toThrow();
  });

  test("that does not exist is an error at once", () => {
    expect(() => spawnDetached([path.join(home, "nothing")], { cwd: home, env: {} })).toThrow(SpawnError);
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { holderOf, lockState, StateInUse } from "../src/ledger/lock.ts";

const root = mkdtempSync(path.join(tmpdir(), "nexus-lock-"));
const holders: ChildProcess[] = [];
let stateDir: string;
let count = 0;
beforeEach(() => {
  count += 1;
  stateDir = path.join(root, String(count));
  mkdirSync(stateDir);
});
afterEach(() => holders.splice(0).forEach((holder) => holder.kill("SIGKILL")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A process that tries to take the folder, says how that went, and holds it. */
async function rival(): Promise<{ process: ChildProcess; said: string }> {
  const script = `import(${JSON.stringify(fileURLToPath(new URL("../src/ledger/lock.ts", import.meta.url)))}).then(({ lockState }) => lockState(process.argv[1])).then(() => console.log("held"), (error) => console.log(error.name)); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["-e", script, stateDir], { stdio: ["ignore", "pipe", "inherit"] });
  holders.push(child);
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return { process: child, said: String(said).trim() };
}

describe("the lock of a state folder", () => {
  test("keeps a second agent away, whatever process id either has, and says who has it", async () => {
    const { process: first, said } = await rival();
    expect(said).toBe("held");
    await expect(lockState(stateDir)).rejects.toThrow(new RegExp(`process ${first.pid} on `));
    expect((await rival()).said).toBe("StateInUse");
  });

  test("is free again when its holder was killed, or has given it back", async () => {
    const { process: first } = await rival();
    first.kill("SIGKILL");
    await once(first, "exit");
    const unlock = await lockState(stateDir);
    await expect(lockState(stateDir)).rejects.toBeInstanceOf(StateInUse);
    unlock();
    expect([await holderOf(stateDir), readdirSync(stateDir)]).toEqual([null, []]);
  });

  test("is held by a frozen agent too", async () => {
    const { process: first } = await rival();
    first.kill("SIGSTOP");
    await expect(lockState(stateDir)).rejects.toBeInstanceOf(StateInUse);
  });

  test("has one winner where several come at once, also over a dead one's", async () => {
    const { process: dead } = await rival();
    dead.kill("SIGKILL");
    await once(dead, "exit");
    expect(existsSync(path.join(stateDir, "agent.sock"))).toBe(true);
    const said = await Promise.all(Array.from({ length: 4 }, async () => (await rival()).said));
    expect(said.sort()).toEqual(["StateInUse", "StateInUse", "StateInUse", "held"]);
  });

  test("works in a folder whose path is longer than a socket's may be", async () => {
    stateDir = path.join(stateDir, ...Array.from({ length: 4 }, () => "a-folder-with-a-name-of-forty-letters-aaa"));
    const unlock = await lockState(stateDir);
    expect((await rival()).said).toBe("StateInUse");
    unlock();
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../launcher/failure.mjs";

/** Longer than any request that holds a secret, so that none is cut. */
const LONGEST = 100_000;
const WRITTEN_SECRET = /\\?"(password|adminPassword|apiKey|apiSecret)\\?":\s?\\?"((?:[^"\\]|\\[^"])+?)\\?"/g;

/**
 * Records each program that a process and all its descendants start, and what they write to pipes and files.
 * The record holds secrets: `file` belongs in a folder of its own, which is removed.
 *
 * @returns `argvs()`: the recorded command lines; `secrets()`: what was handed on as a secret, by name; `end()`.
 */
export async function traceProcess(pid, file) {
  const strace = spawn("strace", ["-f", "-qq", "-e", "trace=execve,write", "-s", String(LONGEST), "-o", file, "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let said = "";
  strace.stderr.setEncoding("utf8").on("data", (text) => { said += text; });
  const ended = once(strace, "close").catch(() => undefined);
  await Promise.race([untilAttached(file, pid), ended.then(() => { throw new Failure(`strace could not follow the agent: ${said.trim() || "is it installed?"}`); })]);
  const lines = () => readFileSync(file, "utf8").split("\n");
  return {
    argvs: () => lines().filter((line) => /^\d+ +execve\(/.test(line)),
    secrets: () => {
      const writes = lines().filter((line) => /^\d+ +write\(/.test(line)).join("\n");
      return [...writes.matchAll(WRITTEN_SECRET)].map(([, name, value]) => ({ name, value: unescaped(value) }));
    },
    end: async () => {
      strace.kill("SIGINT");
      await ended;
    },
  };
}

/** strace makes the file before it attaches; /proc tells when it has. */
async function untilAttached(file, pid) {
  while (!existsSync(file) || statSync(file) === undefined || /^TracerPid:\s+0$/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) await delay(20);
}

/** strace writes a backslash before quotes and backslashes. */
function unescaped(text) {
  return text.replaceAll(/\\(["\\])/g, "$1");
}

import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { tail } from "./logs.mjs";
import { LOGS, ROOT } from "./paths.mjs";

/** Children that a stopping launcher must not leave behind. */
const running = new Set();

/**
 * Runs a program to its end with its output in `.nexus/logs/<log>.log`.
 *
 * @param options `what`: the sentence's beginning when it fails, e.g. "The web app could not be built";
 *   `advice`: what the reader can do then; `log`, `cwd`, `env`: where it writes and runs.
 * @throws Failure with the end of the log.
 */
export async function runToEnd(program, args, { what, advice, log, cwd = ROOT, env = process.env }) {
  mkdirSync(LOGS, { recursive: true, mode: 0o700 });
  const file = join(LOGS, `${log}.log`);
  const output = openSync(file, "w", 0o600);
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  const code = await ended(child);
  if (code !== 0) throw new Failure(`${what}. ${advice}\n\n${tail(file)}\nAll of it: ${file}`);
}

/** Runs a program and hands each line that it prints to `onLine`; what it says on stderr becomes the failure's reason. */
export async function runWithLines(program, args, { env, onLine, what, advice }) {
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let rest = "";
  let reason = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  child.stderr.setEncoding("utf8").on("data", (text) => { reason += text; });
  const code = await ended(child);
  if (code !== 0) throw new Failure(`${what}: ${reason.trim() || `exit code ${code}`}\n${advice}`);
}

/** Ends what `runToEnd` and `runWithLines` have running, with everything that it started. */
export function endCommands() {
  for (const pid of running) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

function ended(child) {
  if (child.pid !== undefined) running.add(child.pid);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      running.delete(child.pid);
      resolve(code ?? signal);
    });
  });
}

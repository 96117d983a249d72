import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** A running server, as its `postmaster.pid` tells it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const POLL_MS = 50;

/**
 * The server that runs on a data directory, or null. A `postmaster.pid` that a killed server left behind
 * is taken away, as its number may belong to another process by now.
 */
export async function findPostmaster(dataDirectory: string): Promise<Postmaster | null> {
  const file = join(dataDirectory, "postmaster.pid");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (await servesDirectory(pid, dataDirectory)) return { pid, port };
  await rm(file, { force: true });
  return null;
}

/** Whether a process with this number runs, whoever owns it. One that ended but was not reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return process.platform !== "linux" || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, ""));
  } catch {
    return true;
  }
}

/**
 * Ends a server: lets transactions go and closes cleanly (SIGINT), then without waiting (SIGQUIT).
 *
 * @param patienceMs time for the clean way.
 */
export async function stopPostmaster(pid: number, patienceMs = 5_000): Promise<void> {
  for (const [signal, patience] of [["SIGINT", patienceMs], ["SIGQUIT", 2_000]] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + patience;
    while (isAlive(pid) && Date.now() < deadline) await delay(POLL_MS);
  }
}

/** PostgreSQL's own processes work in their data directory: that tells a server from a recycled number. */
async function servesDirectory(pid: number, dataDirectory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    return cwd !== null && cwd === await realpath(dataDirectory);
  }
  const ps = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return ps.stdout.includes(dataDirectory);
}

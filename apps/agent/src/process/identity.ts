import { readFileSync } from "node:fs";
import { execaSync } from "execa";
import { z } from "zod";

/** A process for good: a pid alone may be another process tomorrow. */
export const processIdentity = z.strictObject({
  pid: z.int().positive(),
  /** Boot and clock tick on Linux, `ps`'s date elsewhere: only ever compared. */
  startedAt: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** Identity of a living process, or null when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === "linux" ? linuxStart(pid) : psStart(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** Whether exactly this process still lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Sends a signal to a process or, with a negative pid, a group; one that is gone is no error. */
export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function linuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; fields 3 and 22 (proc(5)) are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    if (state === undefined || ticks === undefined || state === "Z" || state === "X") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${ticks}`;
  } catch {
    return null;
  }
}

function psStart(pid: number): string | null {
  const { stdout, failed } = execaSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { reject: false });
  const line = stdout.trim();
  return failed || line === "" || line.startsWith("Z") ? null : line.replace(/^\S+\s+/, "");
}

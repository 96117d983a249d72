import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one with the same number: the boot and the time of its start.
 * Null when no such process runs; one that ended and was not reaped does not.
 */
export function identityOf(pid) {
  try {
    return process.platform === "linux" ? linuxIdentity(pid) : psIdentity(pid);
  } catch {
    return null;
  }
}

/** Whether an identity is of this boot: after another one its numbers mean nothing. */
export function isOfThisBoot(identity) {
  return identity.split(" ")[0] === bootId();
}

function linuxIdentity(pid) {
  // Everything after the name, which is in brackets and may hold anything; see proc_pid_stat(5).
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return fields[0] === "Z" ? null : `${bootId()} ${fields[19]}`;
}

function psIdentity(pid) {
  const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { PATH: process.env.PATH, LC_ALL: "C" } });
  return started.trim() === "" ? null : `${bootId()} ${started.trim()}`;
}

function bootId() {
  return process.platform === "linux" ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() : "boot";
}

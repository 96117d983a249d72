import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const MEGABYTE_IN_KB = 1024;

/** A process's memory in MB: `rss` counts pages that it shares with others fully, `pss` by its share. */
export function memoryOf(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const field = (name) => Number(rollup.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1]) / MEGABYTE_IN_KB;
  return { rss: field("Rss"), pss: field("Pss") };
}

/** Processes that work in a bench's `sites/`: `pid`, `nice`, `parent`, and whether it is a helper or one of the bench's commands. */
export function benchProcesses(bench) {
  const sites = join(bench.path, "sites");
  return pids().flatMap((pid) => {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== sites) return [];
      const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      const kind = argv.some((word) => word.endsWith("/nexus_helper.py")) ? "helper" : argv.some((word) => word.endsWith("/nexus_bench.py")) ? "command" : null;
      return kind === null ? [] : [{ pid, kind, argv, ...statOf(pid) }];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

function statOf(pid) {
  // Everything after the name, which is in brackets and may hold anything; see proc_pid_stat(5).
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return { parent: Number(fields[1]), nice: Number(fields[16]) };
}

function pids() {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
}

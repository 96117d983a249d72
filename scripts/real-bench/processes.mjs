import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const MEGABYTE_IN_KB = 1024;
/** USER_HZ, which Linux fixes. */
const TICKS = 100;

/** A process's memory in MB: `rss` counts pages that it shares with others fully, `pss` by its share. */
export function memoryOf(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const field = (name) => Number(rollup.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1]) / MEGABYTE_IN_KB;
  return { rss: field("Rss"), pss: field("Pss") };
}

/** Seconds of processor time that a process and its ended children have used. */
export function processorSeconds(pid) {
  const [own, kernel, children, childrensKernel] = fieldsOf(pid).slice(11, 15).map(Number);
  return (own + kernel + children + childrensKernel) / TICKS;
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
  const fields = fieldsOf(pid);
  return { parent: Number(fields[1]), nice: Math.min(Number(fields[16]), niceOfSession(pid)) };
}

/** Among sessions only this one counts, where the kernel has it; see sched(7), autogroup. */
function niceOfSession(pid) {
  const file = `/proc/${pid}/autogroup`;
  return existsSync(file) ? Number(readFileSync(file, "utf8").match(/nice (-?\d+)/)?.[1] ?? Infinity) : Infinity;
}

/** Fields 3 and on of proc_pid_stat(5): those after the name, which is in brackets and may hold anything. */
function fieldsOf(pid) {
  return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
}

function pids() {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
}

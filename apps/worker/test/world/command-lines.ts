import { spawn } from "node:child_process";

/** Command lines of all processes of this machine that were seen so far. */
export interface Watch {
  readonly seen: () => readonly string[];
  readonly end: () => void;
}

/** Reads /proc/<pid>/cmdline of every process over and over, in a process of its own so that it misses little. */
export function watchCommandLines(): Watch {
  const script = `
    const { readdirSync, readFileSync } = require("node:fs");
    const known = new Set();
    setInterval(() => {
      for (const pid of readdirSync("/proc")) {
        if (!/^\\d+$/.test(pid)) continue;
        let line = "";
        try { line = readFileSync("/proc/" + pid + "/cmdline", "utf8").replaceAll("\\0", " "); } catch { continue; }
        if (line === "" || known.has(line)) continue;
        known.add(line);
        process.stdout.write(JSON.stringify(line) + "\\n");
      }
    }, 20);`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString("utf8")));
  return {
    seen: () => printed.split("\n").slice(0, -1).map((line) => String(JSON.parse(line))),
    end: () => void child.kill(),
  };
}

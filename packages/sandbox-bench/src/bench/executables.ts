import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./paths.ts";

const FAST_START = fileURLToPath(new URL("../fast-start.mjs", import.meta.url));
const PYTHON_PROGRAM = fileURLToPath(new URL("../python.ts", import.meta.url));
const BENCH_PROGRAM = fileURLToPath(new URL("../bench-cli.ts", import.meta.url));

/** Text of `env/bin/python`: runs this package on the Node that made the bench, in the same process (exec). */
export function pythonExecutable(bench: Bench): string {
  return script(PYTHON_PROGRAM, bench);
}

/** Text of `bench`: the same commands, with the folder as the real CLI chooses it and a line in logs/bench.log. */
export function benchExecutable(bench: Bench): string {
  return script(BENCH_PROGRAM, bench);
}

function script(program: string, bench: Bench): string {
  const words = [process.execPath, "--disable-warning=ExperimentalWarning", FAST_START, join(bench.root, "env", "cache"), program, bench.root];
  return `#!/bin/sh\n# Part of a sandbox bench: an imitation of Frappe's bench, not Frappe.\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

/** A word for the shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

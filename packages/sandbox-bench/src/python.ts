import { basename } from "node:path";
import { benchAt } from "./bench/paths.ts";
import { runProgram } from "./command/program.ts";

/**
 * What a bench's `env/bin/python` runs: the bench's folder, then the arguments that Python would get.
 * It understands what `bench` calls and the two programs that the agent brings.
 */
const [root = ".", ...argv] = process.argv.slice(2);
await runProgram(() => run(withoutSwitches(argv)));

async function run([first = "", ...rest]: readonly string[]): Promise<number> {
  if (first === "-V" || first === "--version") {
    process.stdout.write("Python 3.11.2\n");
    return 0;
  }
  if (first === "-m" && rest[0] === "frappe.utils.bench_helper") return bench(rest.slice(1));
  if (basename(first) === "nexus_bench.py") return bench(rest);
  if (basename(first) === "nexus_helper.py") return (await import("./helper/serve.ts")).serveHelper(benchAt(root));
  return refuse(`${first} ${rest.join(" ")}`);
}

async function bench([group = "", ...argv]: readonly string[]): Promise<number> {
  if (group !== "frappe") return refuse(group);
  return (await import("./command/run.ts")).runCommand(benchAt(root), argv);
}

function refuse(what: string): number {
  process.stderr.write(`This is the sandbox bench's stand-in for Python. It runs "-m frappe.utils.bench_helper frappe …", nexus_bench.py and nexus_helper.py, not: ${what}\n`);
  return 2;
}

/** Python's own switches, such as `-u`, change nothing here. */
function withoutSwitches(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !/^-[uBEIsSbOq]+$/.test(word));
  return start === -1 ? [] : words.slice(start);
}

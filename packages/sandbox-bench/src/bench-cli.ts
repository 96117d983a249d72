import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { benchAt } from "./bench/paths.ts";
import { runProgram } from "./command/program.ts";
import { runCommand } from "./command/run.ts";

/** What a bench's `bench` runs: the command, after its whole argv went to logs/bench.log, as the real one does. */
const [root = ".", ...argv] = process.argv.slice(2);
const bench = benchAt(root);
const time = new Date().toISOString().slice(0, 23).replace("T", " ").replace(".", ",");
appendFileSync(join(bench.logs, "bench.log"), `${time} DEBUG ${join(bench.root, "bench")} ${argv.join(" ")}\n`);
await runProgram(() => runCommand(bench, argv));

import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { benchAt } from "./bench/paths.ts";
import { runCommand } from "./command/run.ts";

/** What a bench's `bench` runs: the command, after its whole argv went to logs/bench.log, as the real one does. */
const [root = ".", ...argv] = process.argv.slice(2);
const bench = benchAt(root);
const time = new Date().toISOString().slice(0, 23).replace("T", " ").replace(".", ",");
appendFileSync(join(bench.logs, "bench.log"), `${time} DEBUG ${process.execPath} bench ${argv.join(" ")}\n`);

process.on("SIGINT", () => {
  process.stderr.write("\nAborted!\n");
  process.exit(1);
});
process.exit(await runCommand(bench, argv));

/**
 * `npm run bench:kill`: kills agent, runner, bench command, helper and, where it is allowed, MariaDB in the
 * middle of each step on the bench at BENCH_PATH, and compares what lies there before and after.
 * `-- --start-mariadb "<command>"` allows it and says how MariaDB is started again; `--steps a,b --victims c`.
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { killOnBench } = await import("./real-bench/kill-list.mjs");
process.exitCode = await killOnBench(process.argv.slice(2));

/**
 * `npm run bench:provision`: raw bench commands and our full run in turn on the bench at BENCH_PATH, and what
 * the system takes beside. It makes sites and databases of its own names there and removes them.
 * `-- --repetitions 3 --at-once 10 --nice 5`
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { provisionOnBench } = await import("./real-bench/provision.mjs");
process.exitCode = await provisionOnBench(process.argv.slice(2));

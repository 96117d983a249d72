/**
 * `npm run test:bench`: the conformance suite of packages/sandbox-bench on the real bench at BENCH_PATH.
 * `-- http site-commands` plays these parts of it alone. It makes sites and databases of its own names there and removes them; it touches nothing else.
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { testRealBench } = await import("./testing/test-real-bench.mjs");
process.exitCode = await testRealBench(process.argv.slice(2));

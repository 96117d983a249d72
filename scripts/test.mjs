/**
 * `npm test`: every test of the repository from a fresh clone: those of the packages on one PostgreSQL,
 * those of the launcher, and the browser tests against the whole system. The last line counts them.
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { runAllTests } = await import("./testing/run-all.mjs");
process.exitCode = await runAllTests();

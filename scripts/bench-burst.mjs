/**
 * `npm run bench:burst`: 1,000 people with a proved address start their builds within ten seconds, on the real
 * router and PostgreSQL. Prints what became of them, and fails when one was refused, lost or overtaken.
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { benchBurst } = await import("./testing/bench-burst.mjs");
process.exitCode = await benchBurst();

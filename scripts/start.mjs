/**
 * `npm start`: sets everything up and runs the system until Ctrl-C. See scripts/launcher/README.md.
 * Plain Node without dependencies, as there are none before it has run.
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
// Loaded only now: an old Node could not even read what follows.
const { run } = await import("./launcher/run.mjs");
await run();

/**
 * `npm run bench:canaries`: makes workspaces on the bench at BENCH_PATH while every `execve` of the agent and
 * of all that it starts is recorded, and searches what they leave for the secrets that were used. Needs
 * strace, grep and mariadb-dump. `-- --workspaces 3`
 */
import { nodeIsTooOld } from "./launcher/node-version.mjs";

const complaint = nodeIsTooOld(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { searchCanaries } = await import("./real-bench/canaries.mjs");
process.exitCode = await searchCanaries(process.argv.slice(2));

import { benchProcesses, memoryOf } from "./processes.mjs";

/** Memory of the idle agent in MB: itself, and its resident helpers. */
export function idleMemory({ bench, installation }) {
  const agent = installation.pidOf("agent");
  const helpers = benchProcesses(bench).filter(({ kind, parent }) => kind === "helper" && parent === agent).map(({ pid }) => memoryOf(pid));
  return { agent: memoryOf(agent), helpers };
}

import type { TableName } from "../database/schema.ts";
import { here } from "../kernel/process.ts";
import type { World } from "../world/world.ts";

/** What no run writes: leases, and the tables of DBOS. */
const NOT_WRITTEN_BY_RUNS: readonly TableName[] = ["workerLease", "workflow", "workflowOutput"];

/**
 * Watches that nobody has an effect in the name of a run that somebody else has taken over since: neither on any
 * row nor, through the agent, on the bench.
 *
 * @returns what was found so far.
 */
export function watchStaleWorkers(world: World): string[] {
  const found: string[] = [];
  world.server.onCommit((changed) => {
    const place = here();
    const workflow = place?.workflow;
    if (place === undefined || workflow === null || workflow === undefined || !workflow.id.startsWith("run:")) return;
    const owner = world.server.find("run", String(workflow.id.split(":")[1]))?.committed?.["executorId"];
    const executor = world.workerHost.running.get(place.process);
    if (owner === null || owner === executor) return;
    for (const { table } of changed) {
      if (!NOT_WRITTEN_BY_RUNS.includes(table)) found.push(`${executor ?? "a dead worker"} changed ${table} for a run that ${String(owner)} has`);
    }
  });
  world.strikes.on(({ command, site }) => {
    if (command !== "new-site" && command !== "dropDatabase") return;
    const live = world.machine.named("bench").filter((process) => process.name.includes(` ${site}`));
    if (live.length > 1) found.push(`two commands work on ${site} at once: ${live.map(({ name }) => name).join(", ")}`);
  });
  return found;
}

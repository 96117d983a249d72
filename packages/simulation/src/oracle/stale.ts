import { configuredDatabase } from "../bench/operations.ts";
import type { TableName } from "../database/schema.ts";
import { here, type SimProcess } from "../kernel/process.ts";
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
  return found;
}

/** What the helper is asked beside the queue of commands, as it changes nothing that a command works on. */
const BESIDE: readonly string[] = ["siteFacts", "loginLink", "inventory", "describe"];

/**
 * Watches that nothing is begun on a site's database in which one of the bench's commands still is.
 *
 * @returns what was found so far.
 */
export function watchSites(world: World): string[] {
  const found: string[] = [];
  const working = new Map<SimProcess, { readonly command: string; readonly dbName: string }>();
  world.strikes.on(({ command, site, dbName: named, where, process }) => {
    if (where === "after the effect") working.delete(process);
    const dbName = named ?? configuredDatabase(world.bench, site);
    if (where !== "before the effect" || dbName === null || BESIDE.includes(command)) return;
    for (const [other, work] of working) {
      if (other.state === "dead") working.delete(other);
      else if (other !== process && work.dbName === dbName) found.push(`${command} began on ${dbName}, in which ${work.command} still was`);
    }
    if (process.name.startsWith("bench")) working.set(process, { command, dbName });
  });
  return found;
}

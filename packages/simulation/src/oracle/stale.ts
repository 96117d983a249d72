import { here } from "../kernel/process.ts";
import type { World } from "../world/world.ts";

/**
 * Watches that nobody has an effect on a run that somebody else has taken over since: neither on its rows nor,
 * through the agent, on the bench.
 *
 * @returns what was found so far.
 */
export function watchStaleWorkers(world: World): string[] {
  const found: string[] = [];
  world.server.onCommit((changed) => {
    const place = here();
    const workflow = place?.workflow;
    if (place === undefined || workflow === null || workflow === undefined || !workflow.id.startsWith("run:")) return;
    const runId = workflow.id.split(":")[1];
    const executor = world.workerHost.running.get(place.process);
    for (const { table, committed } of changed) {
      if (committed === null || (table === "run" ? committed["id"] : committed["runId"]) !== runId || (table !== "run" && table !== "runStep")) continue;
      const owner = world.server.find("run", String(runId))?.committed?.["executorId"];
      if (owner !== null && owner !== executor) found.push(`${executor ?? "a dead worker"} changed ${table} of a run that ${String(owner)} has`);
    }
  });
  world.strikes.on(({ command, site }) => {
    if (command !== "new-site" && command !== "dropDatabase") return;
    const live = world.machine.named("bench").filter((process) => process.name.includes(` ${site}`));
    if (live.length > 1) found.push(`two commands work on ${site} at once: ${live.map(({ name }) => name).join(", ")}`);
  });
  return found;
}

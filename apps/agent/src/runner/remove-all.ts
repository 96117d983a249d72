import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { type SiteAndDatabase, archivesOf, remainsOf } from "./remains.ts";
import { moveAway, removeArchives, removeMoved } from "./remove-folder.ts";
import type { RunnerTools } from "./tools.ts";

export interface Doomed extends SiteAndDatabase {
  /** `other`: another site has the name by now; its folder and its waiting jobs stay. */
  readonly folder: "ours" | "other";
}

/**
 * Removes folder, archives, database, users, cache keys and waiting jobs, as far as they are there.
 *
 * @throws CommandFailed when something is still there afterwards, or it was stopped before it began.
 */
export async function removeAll(tools: RunnerTools, bench: string, { site, dbName, folder }: Doomed): Promise<void> {
  const isOurs = folder === "ours";
  tools.checkStop();
  tools.say("Dropping site database and user");
  // Out of the way first, so that nobody meets a site without its database.
  if (isOurs) moveAway(bench, { site, dbName });
  await tools.asAdministrator("dropDatabase", { dbName, site: isOurs ? site : null });
  removeMoved(bench, dbName);
  removeArchives(bench, dbName, archivesOf(bench, { site, dbName }));
  const left = (await remainsOf(tools, bench, { site, dbName })).filter((name) => isOurs || name !== `folder:${site}`);
  if (left.length > 0) throw new CommandFailed(failure("BENCH_FAILED", { quote: `still there after drop-site: ${left.join(", ")}` }));
}

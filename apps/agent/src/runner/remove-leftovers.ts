import { existsSync } from "node:fs";
import { configuredDatabase } from "../bench/config.ts";
import { siteDir } from "../bench/paths.ts";
import { removeMark } from "./folder-mark.ts";
import type { Work } from "./perform.ts";
import { checkNotRenamed, remainsOf } from "./remains.ts";
import { removeAll } from "./remove-all.ts";

/**
 * Removes what a run that is over left behind, told by its database's name, which is never used twice: the
 * folder only where its config names that database, everything else wherever the site's name is by now.
 *
 * @returns `removed`: what there was.
 * @throws CommandFailed `NOT_OURS` when a site of another name uses the database; nothing was touched then.
 */
export async function removeLeftovers({ command, job, tools }: Work<"removeLeftovers">): Promise<Record<string, unknown>> {
  const bench = job.bench.path;
  const place = siteDir(bench, command.site);
  checkNotRenamed(bench, command);
  const isOurs = !existsSync(place) || configuredDatabase(place) === command.dbName;
  const removed = (await remainsOf(tools, bench, command)).filter((name) => isOurs || name !== `folder:${command.site}`);
  await removeAll(tools, bench, { ...command, folder: isOurs ? "ours" : "other" });
  removeMark(job.bench, command.dbName);
  return { removed };
}

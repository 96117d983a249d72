import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { removedArchivesDir, removedSiteDir, siteDir } from "../bench/paths.ts";
import type { SiteAndDatabase } from "./remains.ts";

/**
 * Moves a site's folder to a place of our own beside it, and so on the same disk, in one step: the site is gone
 * at once and never half there, and whatever lies in that place is to be removed.
 */
export function moveAway(bench: string, { site, dbName }: SiteAndDatabase): void {
  if (existsSync(siteDir(bench, site))) moveInto(removedSiteDir(bench, dbName), siteDir(bench, site));
}

/** Removes what {@link moveAway} moved, now or before it was cut off. */
export function removeMoved(bench: string, dbName: string): void {
  rmSync(removedSiteDir(bench, dbName), { recursive: true, force: true });
}

/**
 * Removes archives of ours, which the bench's own drop-site made. An archive is known by its config alone, so
 * that config and folder must go in one step: into a place of our own, on the archives' disk.
 */
export function removeArchives(bench: string, dbName: string, archives: readonly string[]): void {
  const removed = removedArchivesDir(bench, dbName);
  for (const archive of archives) moveInto(removed, archive);
  // Also what an earlier removal, that was cut off here, has left.
  rmSync(removed, { recursive: true, force: true });
}

function moveInto(removed: string, folder: string): void {
  mkdirSync(removed, { recursive: true });
  renameSync(folder, freeName(removed, path.basename(folder)));
}

function freeName(place: string, name: string): string {
  for (let count = 0; ; count += 1) {
    const free = path.join(place, `${name}${count === 0 ? "" : count}`);
    if (!existsSync(free)) return free;
  }
}

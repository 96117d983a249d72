import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { archiveDir, removedDir, siteDir } from "../bench/paths.ts";

/**
 * Moves a site's folder to where the bench's drop-site moves it, in one step: the site is gone at once.
 * Where that place is on another disk, the folder stays and is removed where it is.
 */
export function archiveSite(bench: string, site: string): void {
  const archives = archiveDir(bench);
  mkdirSync(archives, { recursive: true });
  try {
    renameSync(siteDir(bench, site), freeName(archives, site));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
  }
}

/** Removes a site's folder, the config last: by it, and without it by the ledger, the rest is known again when this is cut off. */
export function removeFolder(folder: string): void {
  if (!existsSync(folder)) return;
  emptyButForConfig(folder);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Removes archives of ours. An archive is known by its config alone, so that config and folder must go in one
 * step: into a place of our own, where whatever lies there is to be removed.
 */
export function removeArchives(bench: string, dbName: string, archives: readonly string[]): void {
  const removed = removedDir(bench, dbName);
  for (const archive of archives) {
    emptyButForConfig(archive);
    mkdirSync(removed, { recursive: true });
    renameSync(archive, freeName(removed, path.basename(archive)));
  }
  // Also what an earlier removal, that was cut off here, has left.
  rmSync(removed, { recursive: true, force: true });
}

function emptyButForConfig(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== "site_config.json") rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function freeName(archives: string, site: string): string {
  for (let count = 0; ; count += 1) {
    const name = path.join(archives, `${site}${count === 0 ? "" : count}`);
    if (!existsSync(name)) return name;
  }
}

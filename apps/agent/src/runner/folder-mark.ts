import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { BenchSettings } from "./job.ts";

/**
 * Our mark on a site folder without a readable config: there from before newSite makes the folder, having found
 * the name free, until the site is dropped. Databases' names are never used twice, so no other site's folder can
 * pass for ours.
 */
export function folderMark(bench: BenchSettings, dbName: string): string {
  return path.join(bench.marksDir, dbName);
}

export function isMarked(bench: BenchSettings, dbName: string): boolean {
  return existsSync(folderMark(bench, dbName));
}

/** To be called when nothing of the site is there any more. */
export function removeMark(bench: BenchSettings, dbName: string): void {
  rmSync(folderMark(bench, dbName), { force: true });
}

import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { siteDir } from "../bench/paths.ts";
import type { Work } from "./perform.ts";
import type { RunnerTools } from "./tools.ts";

/** Backs a site up with its files, into the site's own folder of backups. */
export async function backupSite({ command, job, tools }: Work<"backup">): Promise<Record<string, unknown>> {
  return { files: (await takeBackup(tools, job.bench.path, command.site)).map((file) => path.basename(file)) };
}

/** Takes a backup and answers the files that it made; one that fails leaves none. */
export async function takeBackup(tools: RunnerTools, bench: string, site: string): Promise<string[]> {
  const folder = path.join(siteDir(bench, site), "private", "backups");
  const before = new Set(list(folder));
  const made = (): string[] => list(folder).filter((name) => !before.has(name)).map((name) => path.join(folder, name)).sort();
  try {
    await tools.bench(["--site", site, "backup", "--with-files"]);
  } catch (error) {
    for (const file of made()) rmSync(file, { recursive: true, force: true });
    throw error;
  }
  return made();
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

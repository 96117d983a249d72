import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { inventory } from "@nexus/agent-contract/view";
import { configuredDatabase, sitesOf } from "../bench/config.ts";
import { archiveDir, removedSiteDir, siteDir } from "../bench/paths.ts";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import type { RunnerTools } from "./tools.ts";

export interface SiteAndDatabase {
  readonly site: string;
  readonly dbName: string;
}

/** What there is of a site, by kind and name: `folder:…`, `removed:…` of a removal that was cut off, `archive:…`, `database:…`, `user:…`. */
export async function remainsOf(tools: RunnerTools, bench: string, { site, dbName }: SiteAndDatabase): Promise<string[]> {
  const found = inventory.safeParse(await tools.asAdministrator("inventory", {}));
  if (!found.success) throw new CommandFailed(failure("HELPER_FAILED"));
  const { databases, databaseUsers } = found.data;
  return [
    ...(existsSync(siteDir(bench, site)) ? [`folder:${site}`] : []),
    ...[removedSiteDir(bench, dbName)].filter((folder) => existsSync(folder)).map((folder) => `removed:${path.basename(folder)}`),
    ...archivesOf(bench, { site, dbName }).map((archive) => `archive:${path.basename(archive)}`),
    ...databases.filter((name) => name === dbName).map((name) => `database:${name}`),
    ...databaseUsers.filter(({ user }) => user.startsWith(`${dbName}@`)).map(({ user }) => `user:${user}`),
  ];
}

/** @throws CommandFailed `NOT_OURS` when a site of another name uses the database: it was renamed, and somebody wants it. */
export function checkNotRenamed(bench: string, { site, dbName }: SiteAndDatabase): void {
  const isUsedElsewhere = sitesOf(bench, dbName).some((other) => other !== site);
  if (isUsedElsewhere) throw new CommandFailed(failure("NOT_OURS"));
}

/** Archives that hold a site's remains: told by the database in their config, as no name is used twice. */
export function archivesOf(bench: string, { site, dbName }: SiteAndDatabase): string[] {
  const folder = archiveDir(bench);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(site) && /^\d*$/.test(name.slice(site.length)))
    .map((name) => path.join(folder, name))
    .filter((archive) => configuredDatabase(archive) === dbName);
}

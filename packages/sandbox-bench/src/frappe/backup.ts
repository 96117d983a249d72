import { createHash } from "node:crypto";
import { cpSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeBackup } from "./backup-file.ts";
import type { Site } from "./site.ts";

/** What goes into a backup, and where. */
export interface BackupRequest {
  readonly withFiles: boolean;
  readonly now: Date;
  /** Another folder than the site's private/backups. */
  readonly folder?: string | undefined;
  /** Another file for the database alone. */
  readonly databaseFile?: string | undefined;
}

/** Writes a backup of a site. @returns Frappe's lines about it, and the database's file. */
export function takeBackup(site: Site, request: BackupRequest): { summary: string[]; databaseFile: string } {
  const folder = request.folder ?? join(site.folder, "private", "backups");
  mkdirSync(folder, { recursive: true });
  const { local, label } = stamps(request.now);
  const stem = join(folder, `${label}-${site.name.replaceAll(".", "_")}`);
  const databaseFile = request.databaseFile ?? `${stem}-database.sql.gz`;
  writeFileSync(databaseFile, writeBackup(site.connect().dump()));
  const configFile = `${stem}-site_config_backup.json`;
  cpSync(site.configFile, configFile);
  const files: [string, string][] = [["Config", configFile], ["Database", databaseFile]];
  if (request.withFiles) {
    for (const kind of ["Public", "Private"]) {
      const file = `${stem}-${kind === "Public" ? "" : "private-"}files.tar`;
      writeFileSync(file, createHash("sha256").update(kind).digest());
      files.push([kind, file]);
    }
  }
  const width = Math.max(...files.map(([kind]) => kind.length));
  return {
    databaseFile,
    summary: [
      `Backup Summary for ${site.name} at ${local}`,
      ...files.map(([kind, file]) => `${kind.padEnd(width)}: ${file} ${(statSync(file).size / 1024).toFixed(1)}KiB`),
    ],
  };
}

function stamps(now: Date): { local: string; label: string } {
  const iso = now.toISOString();
  return { local: iso.slice(0, 23).replace("T", " "), label: iso.slice(0, 19).replace(/[-:]/g, "").replace("T", "_") };
}

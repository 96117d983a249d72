import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Site } from "./site.ts";

/** Makes the logs that Frappe opens before it connects to the database, also where it never gets that far. */
export function openDatabaseLogs(site: Site): void {
  write(site, "");
}

/** Writes a statement where Frappe writes it: into the bench's and the site's database.log. */
export function logDdl(site: Site, statement: string): void {
  const time = new Date().toISOString().slice(0, 23).replace("T", " ").replace(".", ",");
  write(site, `${time} WARNING database DDL Query made to DB:\n${statement}\n`);
}

function write(site: Site, text: string): void {
  for (const folder of [site.bench.logs, join(site.folder, "logs")]) {
    const file = join(folder, "database.log");
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, text);
  }
}

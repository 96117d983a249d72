import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { siteDir } from "../bench/paths.ts";

const config = z.looseObject({ db_password: z.string().min(8) });

/**
 * Frappe writes `CREATE USER … IDENTIFIED BY '<password>'` to its database logs. The password is
 * overwritten there in place, by as many bytes, so that a process that appends meanwhile loses nothing.
 */
export function blankDatabasePassword(bench: string, site: string): void {
  const password = databasePassword(bench, site);
  if (password === null) return;
  for (const logs of [path.join(bench, "logs"), path.join(siteDir(bench, site), "logs")]) {
    for (const file of databaseLogs(logs)) blank(file, Buffer.from(password));
  }
}

function databasePassword(bench: string, site: string): string | null {
  try {
    return config.parse(JSON.parse(readFileSync(path.join(siteDir(bench, site), "site_config.json"), "utf8"))).db_password;
  } catch {
    return null;
  }
}

function databaseLogs(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith("database.log")).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function blank(file: string, secret: Buffer): void {
  const text = readFileSync(file);
  const descriptor = openSync(file, "r+");
  try {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      writeSync(descriptor, Buffer.alloc(secret.length, "*"), 0, secret.length, at);
    }
  } finally {
    closeSync(descriptor);
  }
}

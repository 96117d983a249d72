import type { Database } from "../mariadb/database.ts";
import { readSingle, saveSingle } from "./document.ts";
import type { Site } from "./site.ts";

/** Whether background jobs run: enabled in System Settings, not paused, not in maintenance. */
export function schedulerEnabled(site: Site, database: Database): boolean {
  const config = site.config();
  if (Number(config["pause_scheduler"] ?? 0) === 1 || config["pause_scheduler"] === true || Number(config["maintenance_mode"] ?? 0) === 1) return false;
  return Number(readSingle(database, "System Settings")["enable_scheduler"] ?? 0) === 1;
}

export function setScheduler(database: Database, enabled: boolean): void {
  saveSingle(database, "System Settings", { enable_scheduler: enabled ? 1 : 0 });
}

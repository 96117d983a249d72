import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Ledger } from "./open.ts";

/** How long finished commands are remembered. Runs are over long before. */
export const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Forgets commands that finished, and fences that were last raised, more than 30 days ago. */
export function pruneState(ledger: Ledger, fencesDir: string, now: Date): void {
  const oldest = now.getTime() - KEPT_DAYS * DAY_MS;
  for (const { key, finishedAt } of ledger.all()) {
    if (finishedAt !== null && Date.parse(finishedAt) < oldest) ledger.remove(key);
  }
  for (const name of readdirSync(fencesDir)) {
    const file = path.join(fencesDir, name);
    if (statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
  }
}

import { opendir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ENTRY_FILES, entryId } from "./entry.ts";
import type { Ledger } from "./open.ts";

/** How long finished commands are remembered. Runs are over long before. */
export const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Forgets commands that finished, and fences that were last raised, more than 30 days ago; told by their files'
 * times, one after the other beside the agent's work, as there may be a hundred thousand.
 */
export async function pruneState(ledger: Ledger, places: { readonly ledger: string; readonly fences: string }, now: Date): Promise<void> {
  const oldest = now.getTime() - KEPT_DAYS * DAY_MS;
  const unfinished = new Set(ledger.unfinished().map(({ key }) => entryId(key)));
  for await (const { name } of await opendir(places.ledger)) {
    const folder = path.join(places.ledger, name);
    if (!unfinished.has(name) && (await changedAt(path.join(folder, ENTRY_FILES.entry), folder)) < oldest) await rm(folder, { recursive: true, force: true });
  }
  for await (const { name } of await opendir(places.fences)) {
    const file = path.join(places.fences, name);
    if ((await changedAt(file)) < oldest) await rm(file, { force: true });
  }
}

/** When the first of these that exists was last changed, in ms since 1970; never, where none does. */
async function changedAt(...files: readonly string[]): Promise<number> {
  for (const file of files) {
    const found = await stat(file).catch(() => null);
    if (found !== null) return found.mtimeMs;
  }
  return Infinity;
}

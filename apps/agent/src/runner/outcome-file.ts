import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";
import { isDiskFull } from "../failures/disk-full.ts";
import { ENTRY_FILES, type Outcome } from "../ledger/entry.ts";
import { syncDirectory, writeDurably } from "../ledger/write-durably.ts";

/** A block of most disks; few outcomes need a quarter of it. */
const RESERVED_BYTES = 4096;

/**
 * Takes room for the outcome before the job begins, so that one that fills the disk can still say so. On a disk
 * that is full already the job, which may be one that makes room, goes without.
 */
export function reserveOutcome(folder: string): void {
  try {
    writeDurably(path.join(folder, ENTRY_FILES.reserved), " ".repeat(RESERVED_BYTES));
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

/** Leaves the outcome in the entry's folder, whole or not at all; it is on disk when this returns. */
export function leaveOutcome(folder: string, outcome: Outcome): void {
  const [reserved, file] = [path.join(folder, ENTRY_FILES.reserved), path.join(folder, ENTRY_FILES.outcome)];
  const text = Buffer.from(`${JSON.stringify(outcome)}\n`);
  if (text.length > RESERVED_BYTES || !existsSync(reserved)) return writeDurably(file, text.toString());
  writeOver(reserved, text);
  renameSync(reserved, file);
  syncDirectory(folder);
}

/** In place, so that nothing grows; JSON does not mind the blanks that stay behind it. */
function writeOver(file: string, text: Uint8Array): void {
  const descriptor = openSync(file, "r+");
  try {
    writeSync(descriptor, text, 0, text.length, 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

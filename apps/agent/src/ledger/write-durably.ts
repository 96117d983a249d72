import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * Replaces a file so that a crash at any moment leaves the old content or the new one, and the new
 * one is on disk when this returns. Synchronous on purpose: the ledger has one writer, and a call
 * must see what the one before it wrote.
 */
export function writeDurably(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncDirectory(path.dirname(file));
}

/** Makes names that were created or removed in a directory durable. */
export function syncDirectory(directory: string): void {
  syncFile(directory);
}

/** Makes what was written to a file durable. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files whose name starts with this are half-written leftovers of a killed process; readers skip them. */
export const TEMPORARY_PREFIX = ".tmp-";

/** Replaces a file in one step: a reader sees the old text or the new one, also after `kill -9`. */
export function writeAtomic(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = join(dirname(file), `${TEMPORARY_PREFIX}${process.pid}-${randomBytes(4).toString("hex")}`);
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, file);
}

/** {@link writeAtomic} for JSON, in the form in which Frappe writes its own files: one space, sorted keys. */
export function writeJson(file: string, value: object, mode?: number): void {
  const sorted = Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeAtomic(file, JSON.stringify(sorted, null, 1), mode);
}

/**
 * Reads a JSON document that this program wrote.
 *
 * @returns `null` when the file does not exist.
 */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Whether an error of `node:fs` says that the file is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** A JSON document as an object; anything else, or nothing, is an empty one. */
export function readObject(file: string): Record<string, unknown> {
  return asObject(readJson(file));
}

/** Narrows an unknown value to an object with string keys; anything else is an empty one. */
export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

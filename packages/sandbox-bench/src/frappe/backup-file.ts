import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { asObject } from "../disk/write-atomic.ts";
import { FrappeError } from "./errors.ts";

/** First line of a sandbox backup; what follows is JSON, not SQL. */
const HEADER = "-- sandbox bench dump";

/** A database's content as the bytes of a `.sql.gz` file. */
export function writeBackup(dump: Record<string, unknown>): Buffer {
  return gzipSync(`${HEADER}\n${JSON.stringify(dump)}\n`);
}

/** @throws CommandFailedError on anything but a sandbox's own backup. */
export function readBackup(file: string): Record<string, unknown> {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  if (!text.startsWith(HEADER)) throw new FrappeError("frappe.exceptions.CommandFailedError", "Command failed");
  return asObject(JSON.parse(text.slice(HEADER.length)));
}

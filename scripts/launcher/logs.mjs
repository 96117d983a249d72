import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { LOGS } from "./paths.mjs";

const ROTATE_BYTES = 10 * 1024 * 1024;
const TAIL_LINES = 15;
const TAIL_BYTES = 8 * 1024;

/** The log of a process, `.nexus/logs/<name>.log`; one of more than 10 MB becomes `<name>.log.1` first. */
export function rotatedLog(name) {
  mkdirSync(LOGS, { recursive: true, mode: 0o700 });
  const file = join(LOGS, `${name}.log`);
  if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
  return file;
}

/** The last lines of a file, indented. */
export function tail(file) {
  const lines = readFrom(file, Math.max(0, sizeOf(file) - TAIL_BYTES)).trimEnd().split("\n").slice(-TAIL_LINES);
  return lines.map((line) => `    ${line}`).join("\n");
}

/** Length of a file in bytes; 0 when there is none. */
export function sizeOf(file) {
  return existsSync(file) ? statSync(file).size : 0;
}

/** What a file has from a byte on. */
export function readFrom(file, offset) {
  if (!existsSync(file)) return "";
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - offset));
    const read = readSync(descriptor, bytes, 0, bytes.length, offset);
    return bytes.toString("utf8", 0, read);
  } finally {
    closeSync(descriptor);
  }
}

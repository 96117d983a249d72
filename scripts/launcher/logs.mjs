import { closeSync, copyFileSync, existsSync, fstatSync, mkdirSync, openSync, readSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { LOGS } from "./paths.mjs";

const ROTATE_BYTES = 10 * 1024 * 1024;
const ROTATE_EVERY_MS = 60_000;
const TAIL_LINES = 15;
const TAIL_BYTES = 8 * 1024;

export const POSTGRES_LOG = join(LOGS, "postgres.log");

/** The log of a process, `.nexus/logs/<name>.log`. */
export function logFile(name) {
  mkdirSync(LOGS, { recursive: true, mode: 0o700 });
  return join(LOGS, `${name}.log`);
}

/**
 * Looks now and every minute whether one of the logs has more than 10 MB. @returns a function that ends it.
 *
 * @param everyMs another time than a minute.
 */
export function keepRotating(files, everyMs = ROTATE_EVERY_MS) {
  const look = () => files.forEach(rotate);
  look();
  const timer = setInterval(look, everyMs);
  return () => clearInterval(timer);
}

/**
 * Moves what a log of more than 10 MB holds to `<name>.log.1`. Who writes it holds it open for appending, so it is
 * emptied and not renamed; a line written in between the two is lost.
 */
function rotate(file) {
  if (sizeOf(file) <= ROTATE_BYTES) return;
  try {
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // A disk that is full, or a file that went away: no reason to end what runs.
  }
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

/** What a file has from a byte on; all of one that is shorter, as it was emptied since. */
export function readFrom(file, offset) {
  if (!existsSync(file)) return "";
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const from = offset > size ? 0 : offset;
    const bytes = Buffer.alloc(size - from);
    const read = readSync(descriptor, bytes, 0, bytes.length, from);
    return bytes.toString("utf8", 0, read);
  } finally {
    closeSync(descriptor);
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Failure } from "../launcher/failure.mjs";

const EARLY = "A program that measures waits ended before its time. Its error is above.";

/**
 * Asks addresses again and again while `work` lasts, from a process of its own as whoever watches a system does:
 * this one has visitors to play, and its own delay would be measured. An answer of a server beside them that does
 * nothing tells what the machine alone makes one wait.
 *
 * @param urls by name.
 * @returns `{asked, result}`; `asked`: for each name and `nothing`, the server that does nothing, `{times, failed}`; times in ms, sorted.
 */
export async function askWhile(urls, work) {
  const nothing = start("empty-server.mjs", []);
  try {
    const [address] = await Promise.race([once(nothing.stdout.setEncoding("utf8"), "data"), ended(nothing)]);
    const asker = start("asker.mjs", [JSON.stringify({ ...urls, nothing: address.trim() })]);
    const told = text(asker.stdout);
    try {
      const result = await work();
      asker.stdin.end();
      return { asked: read(await told), result };
    } finally {
      asker.kill();
    }
  } finally {
    nothing.kill();
  }
}

/** A program of this folder; it leads a session of its own, as the system's processes do. It ends when nobody holds its input. */
function start(file, args) {
  return spawn(process.execPath, [join(import.meta.dirname, file), ...args], { stdio: ["pipe", "pipe", "inherit"], detached: true });
}

async function ended(program) {
  await once(program, "close");
  throw new Failure(EARLY);
}

function read(told) {
  if (told === "") throw new Failure(EARLY);
  return JSON.parse(told);
}


/** The value that `share` of the sorted values do not pass. */
export function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

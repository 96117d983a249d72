import type { Console } from "./console.ts";
import type { Trouble } from "../trouble.ts";

/** One long piece of work that reports its progress. */
export interface Progress {
  readonly title: string;
  readonly updates: number;
  readonly milliseconds: number;
  /** Called with each update: how much of the work is done, from 0 to 1. */
  readonly advance: (share: number) => void;
}

const BAR = 40;
const TITLE_WIDTH = 36;

/** Frappe's own line for one update: it begins with `\r` and ends without a newline. */
export function progressLine(title: string, done: number, total: number): string {
  const share = done / total;
  return `\r${title.padEnd(TITLE_WIDTH)}: [${"=".repeat(Math.trunc(share * BAR)).padEnd(BAR)}] ${Math.trunc(share * 100)}%`;
}

/** Works through all updates, evenly over the given time, and meets the faults on the way. */
export async function showProgress(console: Console, trouble: Trouble, progress: Progress): Promise<void> {
  const { title, updates, milliseconds, advance } = progress;
  const begin = performance.now();
  for (let done = 1; done <= updates; done += 1) {
    advance(done / updates);
    // With CI set, Frappe prints dots: https://github.com/frappe/frappe/blob/version-15/frappe/utils/__init__.py
    console.write(process.env["CI"] === undefined ? progressLine(title, done, updates) : done === 1 ? `${title}.` : ".");
    await trouble.at((done / updates) * 100);
    await until(begin + (milliseconds * done) / updates);
  }
  console.write("\n");
}

/** Waits until a moment of the monotonic clock; does not wait at all when it has passed. */
export async function until(moment: number): Promise<void> {
  const left = moment - performance.now();
  if (left > 0) await new Promise((done) => setTimeout(done, left));
}

import { join } from "node:path";
import { readObject } from "../disk/write-atomic.ts";
import type { Bench } from "./paths.ts";

/** How long a piece of work takes, in seconds, at each named speed. */
export interface Duration {
  /** Long enough to watch. */
  readonly fast: number;
  /** As measured on a real bench with two cores. */
  readonly real: number;
}

// What new-site takes on a real bench: the yardstick for a speed that is given as a number.
const REAL_NEW_SITE_SECONDS = 40;
const INSTANT_SECONDS = 0;

/**
 * Milliseconds that work takes at the speed in config/sandbox.json, read afresh each time:
 * `"fast"`, `"real"`, `"instant"`, or the number of seconds that new-site shall take.
 */
export function milliseconds(bench: Bench, duration: Duration): number {
  const speed = readObject(join(bench.config, "sandbox.json"))["speed"];
  if (typeof speed === "number" && speed >= 0) return (duration.real / REAL_NEW_SITE_SECONDS) * speed * 1000;
  if (speed === "real") return duration.real * 1000;
  return (speed === "instant" ? INSTANT_SECONDS : duration.fast) * 1000;
}

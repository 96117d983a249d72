import type { World } from "./world.ts";

let current: World | null = null;

/** The world that is being simulated; there is one at a time in this program. */
export function world(): World {
  if (current === null) throw new TypeError("No world is being simulated.");
  return current;
}

export function enterWorld(next: World | null): void {
  current = next;
}

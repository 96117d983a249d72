import * as real from "node:crypto";
import { here } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/** In place of `node:crypto` for the product: what is random comes from the seed in simulated processes. */
export * from "node:crypto";

export function randomBytes(size: number): Buffer {
  if (here() === undefined) return real.randomBytes(size);
  const { random } = world().kernel;
  return Buffer.from(Array.from({ length: size }, () => random.below(256)));
}

export function randomInt(low: number, high?: number): number {
  if (here() === undefined) return high === undefined ? real.randomInt(low) : real.randomInt(low, high);
  return high === undefined ? world().kernel.random.below(low) : low + world().kernel.random.below(high - low);
}

export function randomUUID(): string {
  if (here() === undefined) return real.randomUUID();
  const hex = randomBytes(16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

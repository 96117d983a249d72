import { world } from "../world/current.ts";
import { z } from "zod";

/** In place of the agent's `process/identity.ts`: the processes of the simulated machine. */
export const processIdentity = z.strictObject({ pid: z.int().positive(), startedAt: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentity>;

export function identify(pid: number): ProcessIdentity | null {
  const process = world().machine.find(pid);
  return process === undefined ? null : { pid, startedAt: process.startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  world().machine.signal(pid, signal);
}

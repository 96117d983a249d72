import { networkOf } from "../access/network.ts";
import type { Asker } from "./run-access.ts";

/**
 * Who shares a place in the queue of builds with whom: all who come from one network, as anybody can have
 * any number of accounts. A caller whose network is not known stands for themselves.
 */
export function sourceOf({ ip, session }: Asker): string {
  if (ip !== null) return `network:${networkOf(ip)}`;
  return session.role === "member" ? `user:${session.userId}` : `${session.role}:${session.email}`;
}

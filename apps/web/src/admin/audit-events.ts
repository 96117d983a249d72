import type { Outputs } from "../trpc/client.ts";

export type AuditEvent = Outputs["audit"]["list"]["events"][number];

/** Newest first, each event once. Ids are 64-bit numbers as text: the longer one is the larger. */
export function joinEvents<T extends { readonly id: string }>(...lists: (readonly T[])[]): T[] {
  const byId = new Map(lists.flat().map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => b.id.length - a.id.length || (a.id < b.id ? 1 : -1));
}

/**
 * Events of the newest page that are not shown, as far as what is shown reaches: an event may be
 * committed after a later one, so that being unseen is not the same as being newer.
 */
export function unseenEvents<T extends { readonly id: string }>(newest: readonly T[], shown: readonly T[]): T[] {
  const known = new Set(shown.map(({ id }) => id));
  const last = shown.at(-1)?.id ?? "";
  return newest.filter(({ id }) => !known.has(id) && (id.length > last.length || (id.length === last.length && id > last)));
}

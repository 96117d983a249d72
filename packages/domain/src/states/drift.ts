import type { Transitions } from "./machine.ts";

/**
 * How a bench and the records may differ.
 * `leftover`: something of a run that is over. `attention`: what a run in `needs_attention` left.
 * `renamed`: something of a run that is over, under a name that somebody else gave it.
 * `stranger`: our mark, of a run that is not in this database. `missing`: part of a workspace's site is gone.
 * `left_open`, `left_closed`: the site lets visitors in, or keeps them out, other than its workspace's state says.
 */
export const DRIFT_KINDS = ["leftover", "attention", "renamed", "stranger", "missing", "left_open", "left_closed"] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export const DRIFT_STATES = ["suspected", "open", "closed"] as const;
export type DriftState = (typeof DRIFT_STATES)[number];

/** `suspected`: seen once; nobody is told, and what the next look does not see again is forgotten. */
export const DRIFT_TRANSITIONS: Transitions<DriftState> = { suspected: ["open"], open: ["closed"], closed: [] };

/** What may lie on a bench, or be missing there; `config`: the database that a folder's config names. */
export const THINGS = ["folder", "config", "archive", "database", "user", "redis_keys"] as const;
export type ThingKind = (typeof THINGS)[number];

/** One thing on a bench, or one that should be there, by its name there. A type, so that it is assignable to JSON. */
export type Thing = { readonly what: ThingKind; readonly name: string };

/** Drift that the system itself ends; of the rest a person has to think. */
export const MENDED_KINDS = ["leftover", "left_open", "left_closed"] as const satisfies readonly DriftKind[];
export type MendedKind = (typeof MENDED_KINDS)[number];

/** Whether the system itself ends a drift of this kind. */
export function isMended(kind: DriftKind): kind is MendedKind {
  return MENDED_KINDS.some((mended) => mended === kind);
}

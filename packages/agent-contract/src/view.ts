import { z } from "zod";
import { commandFailure } from "./failure.ts";

export const COMMAND_STATES = ["queued", "running", "succeeded", "failed"] as const;

/** What the bench itself last said it is doing; `percent` only where its own output gave one. */
export const progress = z.strictObject({ line: z.string(), percent: z.number().min(0).max(100).nullable() });
export type Progress = z.infer<typeof progress>;

/** A command as its ledger entry tells it. Times are ISO 8601 in UTC. */
export const commandView = z.strictObject({
  key: z.string(),
  type: z.string(),
  site: z.string(),
  state: z.enum(COMMAND_STATES),
  progress: progress.nullable(),
  /** Facts that the command found, e.g. `{"installed": true}`. Never a secret. */
  result: z.record(z.string(), z.unknown()).nullable(),
  failure: commandFailure.nullable(),
  exitCode: z.int().nullable(),
  acceptedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type CommandView = z.infer<typeof commandView>;

/** Whether a command is over. */
export function isFinished(view: CommandView): boolean {
  return view.state === "succeeded" || view.state === "failed";
}

/** What lies on a bench, for comparing before and after and for finding orphans. Sorted lists of names. */
export const inventory = z.strictObject({
  /** Folders, with what their config says; null where there is none, or one that was cut off. */
  sites: z.array(z.strictObject({ site: z.string(), dbName: z.string().nullable(), maintenance: z.boolean().nullable() })),
  /** Of the bench's own drop-site, and of a removal that was cut off; with the database of each. */
  archives: z.array(z.strictObject({ archive: z.string(), dbName: z.string().nullable() })),
  databases: z.array(z.string()),
  /** `user@host`, with the databases that the grants name. */
  databaseUsers: z.array(z.strictObject({ user: z.string(), grants: z.array(z.string()) })),
  /** How many keys each database with our mark has in Redis' cache; null where Redis does not answer. */
  redisKeys: z.array(z.strictObject({ dbName: z.string(), keys: z.int().positive() })).nullable(),
});
export type Inventory = z.infer<typeof inventory>;

export const health = z.strictObject({
  status: z.enum(["healthy", "degraded"]),
  /** What is wrong when degraded, in words. */
  problems: z.array(z.string()),
  bench: z.strictObject({ path: z.string(), kind: z.enum(["sandbox", "frappe"]), frappeVersion: z.string().nullable(), apps: z.array(z.string()) }),
  commands: z.strictObject({ running: z.int(), queued: z.int(), limit: z.int() }),
  time: z.iso.datetime(),
});
export type Health = z.infer<typeof health>;

/** What the bench is: `sandbox` says whether it only imitates Frappe. */
export const benchDescription = z.strictObject({
  frappeVersion: z.string(),
  apps: z.array(z.string()),
  /** From each of them to those that it needs beside it; null where the bench's interpreter cannot load it. */
  needs: z.record(z.string(), z.array(z.string()).nullable()),
  sandbox: z.boolean(),
});
export type BenchDescription = z.infer<typeof benchDescription>;

/** What the bench knows of one site; all but `exists` is null where it cannot be read, as on a half-made site. */
export const siteFacts = z.strictObject({
  exists: z.boolean(),
  dbName: z.string().nullable(),
  installedApps: z.array(z.string()).nullable(),
  setupComplete: z.boolean().nullable(),
  schedulerEnabled: z.boolean().nullable(),
});
export type SiteFacts = z.infer<typeof siteFacts>;

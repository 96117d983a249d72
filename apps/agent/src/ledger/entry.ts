import { createHash } from "node:crypto";
import { commandFailure } from "@nexus/agent-contract/failure";
import { COMMAND_STATES, type CommandView, type Progress } from "@nexus/agent-contract/view";
import { z } from "zod";
import { processIdentity } from "../process/identity.ts";

/** One command as the ledger keeps it: everything but its secrets. */
export const entry = z.strictObject({
  version: z.literal(1),
  key: z.string(),
  run: z.string(),
  epoch: z.int().positive(),
  /** Keyed digest of the whole command with its secrets: tells a repetition from another command. */
  digest: z.string(),
  request: z.looseObject({ type: z.string(), site: z.string() }),
  /** Done by a runner of its own, or by the resident helper. */
  by: z.enum(["runner", "helper"]),
  requestId: z.string(),
  timeoutSeconds: z.int().positive(),
  state: z.enum(COMMAND_STATES),
  acceptedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** The runner or helper that does it; written before it learns what to do. */
  process: processIdentity.nullable(),
  exitCode: z.int().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  failure: commandFailure.nullable(),
});
export type Entry = z.infer<typeof entry>;

/** What a runner leaves when its command is over. */
export const outcome = z.strictObject({
  exitCode: z.int().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  failure: commandFailure.nullable(),
  finishedAt: z.iso.datetime(),
});
export type Outcome = z.infer<typeof outcome>;

/** Names of the files of one entry's folder. */
export const ENTRY_FILES = {
  entry: "entry.json",
  /** What the bench said, one line each, with secrets blanked. */
  output: "output.log",
  /** What the runner itself said, which is nothing unless it is at fault. */
  runner: "runner.log",
  outcome: "outcome.json",
  /** Room for the outcome, taken before the job begins. */
  reserved: "outcome.reserved",
  /** Present when someone cancelled: tells the runner why it gets a signal. */
  cancelled: "cancelled",
} as const;

/** Folder name of a key's entry; also the mark in its processes' environment. */
export function entryId(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}

/** The entry as callers see it. */
export function viewOf(entry: Entry, progress: Progress | null): CommandView {
  const { key, request, state, result, failure, exitCode, acceptedAt, startedAt, finishedAt } = entry;
  return { key, type: request.type, site: request.site, state, progress, result, failure, exitCode, acceptedAt, startedAt, finishedAt };
}

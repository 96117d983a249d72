import { command } from "@nexus/agent-contract/command";
import { z } from "zod";

/** The part of the agent's configuration that is about its bench. */
export const benchSettings = z.strictObject({
  path: z.string(),
  /** Environment of the bench's processes. */
  environment: z.record(z.string(), z.string()),
  nice: z.int(),
  /** Host part of the database users that new-site makes. */
  databaseUserHost: z.string().nullable(),
  /** Where kept backups of dropped sites go. */
  backupsDir: z.string(),
  /** Where the marks of folders that newSite makes are, by the names of their databases. */
  marksDir: z.string(),
});
export type BenchSettings = z.infer<typeof benchSettings>;

/** MariaDB's administrator; null when the bench's own config has it, and where nobody needs it. */
export const databaseAdmin = z.strictObject({ user: z.string(), password: z.string() }).nullable();
export type DatabaseAdmin = z.infer<typeof databaseAdmin>;

/** All that a runner learns, on its standard input: it may hold secrets. */
export const job = z.strictObject({
  command,
  bench: benchSettings,
  databaseAdmin,
  /** The run that wants the command done. */
  run: z.string(),
  /** Folder of the ledger entry. */
  folder: z.string(),
  requestId: z.string(),
  timeoutMs: z.int().positive(),
  /** Time between SIGTERM and SIGKILL. */
  graceMs: z.int().positive(),
});
export type Job = z.infer<typeof job>;

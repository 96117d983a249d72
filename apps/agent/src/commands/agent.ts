import type { EventEmitter } from "node:events";
import type { Command } from "@nexus/agent-contract/command";
import type { Progress } from "@nexus/agent-contract/view";
import type { Logger } from "pino";
import type { HelperPool } from "../helper/pool.ts";
import type { Helper } from "../helper/process.ts";
import type { Fences } from "../ledger/fence.ts";
import type { Ledger } from "../ledger/open.ts";
import type { BenchSettings, DatabaseAdmin } from "../runner/job.ts";
import type { CommandQueue } from "./queue.ts";

/** What the commands of one agent share. */
export interface Agent {
  readonly bench: BenchSettings;
  readonly ledger: Ledger;
  readonly fences: Fences;
  readonly queue: CommandQueue;
  /** For work on sites: they run the code of apps and know no database administrator. */
  readonly helpers: HelperPool;
  readonly databaseAdmin: DatabaseAdmin;
  /** Starts a helper that knows the database administrator; to be ended as soon as it has answered. */
  readonly startAdministrator: () => Helper;
  readonly log: Logger;
  readonly now: () => Date;
  readonly digestKey: Buffer;
  /** Time between SIGTERM and SIGKILL, in ms. */
  readonly graceMs: number;
  /** Latest progress of running commands, by key. */
  readonly progress: Map<string, Progress>;
  /** Emits a command's key when its view has changed. */
  readonly changes: EventEmitter<Record<string, []>>;
  /** How to stop each command that this process is doing, by key. */
  readonly stops: Map<string, () => void>;
}

/** A command with what it needs and the ledger may not hold. */
export interface Accepted {
  readonly key: string;
  readonly command: Command;
}

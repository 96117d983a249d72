import { EventEmitter } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Logger } from "pino";
import type { Agent } from "./commands/agent.ts";
import { createQueue } from "./commands/queue.ts";
import type { AgentEnv } from "./env.ts";
import { scrubber } from "./failures/scrub.ts";
import { helperPool } from "./helper/pool.ts";
import { startHelper } from "./helper/process.ts";
import { digestKey } from "./ledger/digest.ts";
import { openFences } from "./ledger/fence.ts";
import { openLedger } from "./ledger/open.ts";

/** Time between SIGTERM and SIGKILL: enough for MariaDB's client to let go, short for a person who waits. */
const GRACE_MS = 5_000;

/** Puts an agent together over its state folder; nothing runs yet. */
export function createAgent(env: AgentEnv, log: Logger, now: () => Date): Agent {
  const bench = {
    path: env.benchPath, environment: { ...env.benchEnvironment }, nice: env.nice,
    databaseUserHost: env.databaseUserHost, backupsDir: path.join(env.stateDir, "backups"), marksDir: path.join(env.stateDir, "marks"),
  };
  for (const folder of [bench.backupsDir, bench.marksDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const scrub = scrubber([env.secret, ...(env.databaseAdmin === null ? [] : [env.databaseAdmin.password])]);
  const onComplaint = (line: string): void => log.debug({ said: scrub(line) }, "helper said");
  return {
    bench, log, now,
    databaseAdmin: env.databaseAdmin,
    startAdministrator: () => startHelper({ bench, administrator: env.databaseAdmin, scrub, onComplaint }),
    ledger: openLedger(path.join(env.stateDir, "ledger"), (folder, error) => log.error({ folder, err: error }, "ledger entry cannot be read; left as it is")),
    fences: openFences(path.join(env.stateDir, "fences")),
    queue: createQueue({ runner: env.maxCommands, helper: env.maxHelpers }, env.queueLimit),
    // One more than commands may use, so that a question never waits for a long command.
    helpers: helperPool(env.maxHelpers + 1, () => startHelper({ bench, scrub, onComplaint })),
    digestKey: digestKey(env.secret),
    graceMs: GRACE_MS,
    progress: new Map(),
    changes: new EventEmitter<Record<string, []>>().setMaxListeners(0),
    stops: new Map(),
  };
}

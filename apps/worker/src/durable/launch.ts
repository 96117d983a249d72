import { setTimeout as delay } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { createPool } from "@nexus/db/connection";
import { DBOS_SCHEMA } from "@nexus/db/dbos-schema";
import { RUN_KINDS, type RunKind } from "@nexus/domain/states/run";
import { MAIL_QUEUE, MAIL_WORKFLOW, RUN_WORKFLOW, runQueue } from "@nexus/provisioning/runs/durable-queue";
import { dbosLogger } from "../logging/dbos-logger.ts";
import type { Logger } from "../logging/logger.ts";

/**
 * Constant, so that runs which an older build began are gone on with. A change of the order or names of
 * the interpreter's engine steps needs DBOS's patching instead of another version.
 */
const APPLICATION_VERSION = "1";
/** Workflows are begun again after each crash, however many there are. */
const MAX_RECOVERY_ATTEMPTS = 1_000_000;
/** Somebody waits in front of a screen for these; for the others a second more or less is nothing. */
const POLL_MS: Readonly<Record<RunKind, number>> = {
  provision: 100, sign_in: 100, reset_password: 100, suspend: 200, resume: 200, deprovision: 200, remove_leftovers: 200, set_plan: 500, register: 500,
};
const MAIL_POLL_MS = 200;
/** Waiting for a mail server or a master site that is away takes a place each, and next to nothing else. */
const WAITING_PLACES = 500;
const RELAUNCH_MS = 1_000;
const CONNECTIONS = 10;

/** Durable execution that was started. */
export interface Durable {
  /** Takes no more workflows, and lets go of those that are under way without recording an end. */
  readonly stop: () => Promise<void>;
  /** Deletes what is recorded of workflows that are over. */
  readonly forget: (workflowIds: string[]) => Promise<void>;
}

export interface DurableParts {
  /** Connection string of the database with schema `dbos`. */
  readonly url: string;
  readonly executorId: string;
  readonly log: Logger;
  /** Provisioning runs that are worked on at once. */
  readonly concurrency: number;
  readonly executeRun: (runId: string, attempt: number) => Promise<void>;
  readonly sendMail: (outboxId: string) => Promise<void>;
}

/** Starts durable execution: the two workflows, and the queues for mails and runs. */
export async function launchDurable(parts: DurableParts): Promise<Durable> {
  const { url, executorId, log, concurrency } = parts;
  // A pool of DBOS's own would end this process when the server shuts down at the wrong moment; see Connection.
  const pool = createPool(url, CONNECTIONS);
  DBOS.setConfig({
    name: "nexus-provisioning", systemDatabaseUrl: url, systemDatabasePool: pool, systemDatabaseSchemaName: DBOS_SCHEMA, runMigrations: false,
    applicationVersion: APPLICATION_VERSION, executorID: executorId, logger: dbosLogger(log), maxConcurrentQueueDispatches: 5,
  });
  DBOS.registerWorkflow(parts.executeRun, { name: RUN_WORKFLOW, maxRecoveryAttempts: MAX_RECOVERY_ATTEMPTS });
  DBOS.registerWorkflow(parts.sendMail, { name: MAIL_WORKFLOW, maxRecoveryAttempts: MAX_RECOVERY_ATTEMPTS });
  await launchUntilUp(log);
  for (const kind of RUN_KINDS) {
    const { name, oneByOne } = runQueue(kind);
    const limit = oneByOne ? { partitionConcurrency: 1 } : { workerConcurrency: kind === "provision" ? concurrency : WAITING_PLACES };
    await DBOS.registerQueue(name, { ...limit, minPollingIntervalMs: POLL_MS[kind], onConflict: "always_update" });
  }
  await DBOS.registerQueue(MAIL_QUEUE, { workerConcurrency: WAITING_PLACES, minPollingIntervalMs: MAIL_POLL_MS, onConflict: "always_update" });
  return {
    stop: async () => {
      await DBOS.shutdown();
      await pool.end();
    },
    forget: (workflowIds) => DBOS.deleteWorkflows(workflowIds),
  };
}

/** A database that is away at the start is waited for. */
async function launchUntilUp(log: Logger): Promise<void> {
  for (;;) {
    try {
      return await DBOS.launch();
    } catch (error) {
      log.warn({ error }, "durable execution does not start; trying again");
      await DBOS.shutdown().catch(() => undefined);
      await delay(RELAUNCH_MS);
    }
  }
}

import { createAgentClient } from "@nexus/agent-contract/client";
import { createPrisma } from "@nexus/db/client";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { runWorkflowId } from "@nexus/provisioning/runs/durable-queue";
import { sessionUrl } from "./database/session-url.ts";
import { dbosEngine } from "./durable/dbos-engine.ts";
import { type Durable, launchDurable } from "./durable/launch.ts";
import { remember } from "./durable/remember.ts";
import type { WorkerEnv } from "./env.ts";
import { every, type Repetition } from "./every.ts";
import { executeRun } from "./execute-run.ts";
import { keepLease, type Lease } from "./leases/keep-lease.ts";
import { requeueUndispatched } from "./leases/requeue-undispatched.ts";
import { sweepLeases } from "./leases/sweep-leases.ts";
import { takeOver } from "./leases/take-over.ts";
import type { Logger } from "./logging/logger.ts";
import { devInboxDelivery, smtpDelivery } from "./mail/delivery.ts";
import { sendMail } from "./mail/send-mail.ts";
import { portsFor } from "./ports/ports-for.ts";
import { reconciler } from "./reconcile/reconcile.ts";
import { beginDueDeletions } from "./sweep/begin-due-deletions.ts";
import { type EndAbandonedParts, endAbandonedRuns } from "./sweep/end-abandoned-runs.ts";
import { expireIdempotencyKeys } from "./sweep/expire-idempotency-keys.ts";
import { expireSecrets } from "./sweep/expire-secrets.ts";
import { expireSignups } from "./sweep/expire-signups.ts";
import { forgetWorkflows } from "./sweep/forget-workflows.ts";

export interface WorkerParts {
  readonly env: WorkerEnv;
  /** Unique to this process: a twin of the same id would execute the same step beside it. */
  readonly executorId: string;
  readonly log: Logger;
  /** Ends the process because its work belongs to another one now. */
  readonly exit: (reason: string, error?: Error) => never;
}

/** Often enough that work is taken over within 15 seconds of its worker's death. */
const SWEEP_LEASES_MS = 1_000;
const SWEEP_WORK_MS = 5_000;
const SWEEP_MS = 30_000;
const FORGET_MS = 5 * 60_000;
/** The bench is looked at so often, by whichever worker comes first; each asks whether it is time. */
const LOOK_SECONDS = 30;
const ASK_WHETHER_TO_LOOK_MS = 2_000;

/** Starts executing runs and sending mails. `stop` ends that; what was under way is given back for the next worker. */
export async function startWorker({ env, executorId, log, exit }: WorkerParts): Promise<{ stop: () => Promise<void> }> {
  const url = sessionUrl(env.databaseUrl);
  const prisma = createPrisma(url);
  const key = sealingKey(env.encryptionKey);
  const now = () => new Date();
  const onFenced = (error: Error): never => exit("this process was overtaken and ends", error);
  const lease = await keepLease({ prisma, executorId, log, places: env.concurrency, onLost: () => exit("this process lost its lease and ends") });
  const actor = { kind: "worker", id: executorId, ip: null } as const;
  const working = new Set<string>();

  const run = executeRun({
    prisma, executorId, log, now, sealingKey: key, siteUrl: env.siteUrl, webUrl: env.webUrl, onFenced,
    portsFor: portsFor({ prisma, env, sealingKey: key, now, confirmLease: lease.confirm, onFenced }),
  });
  const deliver = env.mail.smtpUrl === null ? devInboxDelivery(prisma) : smtpDelivery(env.mail.smtpUrl, env.mail.from);
  const mail = sendMail({ prisma, engine: dbosEngine({ log, onFenced }), actor, log, now, sealingKey: key, product: env.mail.product, deliver });
  const durable = await launchDurable({
    url, executorId, log, concurrency: env.concurrency,
    executeRun: remember(working, (runId, attempt) => runWorkflowId(runId, attempt), run),
    sendMail: remember(working, (outboxId) => `mail:${outboxId}`, mail),
  });

  const stopping = new AbortController();
  const sweeps = startSweeps({ prisma, durable, lease, executorId, log, now, working, sealingKey: key, siteUrl: env.siteUrl, webUrl: env.webUrl, agent: env.agent, stopping: stopping.signal });
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
      await lease.stop();
      await durable.stop();
      await takeOver(prisma, { executorId, actor, lease: "own", reason: "The worker was stopped." });
    },
  };
}

interface SweepsParts extends Omit<EndAbandonedParts, "actor"> {
  readonly lease: Lease;
  readonly durable: Durable;
  readonly executorId: string;
  readonly log: Logger;
  readonly working: ReadonlySet<string>;
  readonly agent: WorkerEnv["agent"];
  readonly stopping: AbortSignal;
}

function startSweeps(parts: SweepsParts): Repetition[] {
  const { prisma, lease, durable, executorId, log, now, working } = parts;
  const sweeper = { kind: "system", id: "sweeper", ip: null } as const;
  const onError = (error: unknown): void => log.warn({ error }, "a sweep failed; the next one tries again");
  const endAbandoned = async (): Promise<void> => {
    const runs = await endAbandonedRuns({ ...parts, actor: sweeper });
    if (runs.length > 0) log.error({ runs }, "runs were not over when their execution was; a person must look at them");
  };
  const deleteDue = async (): Promise<void> => {
    const workspaces = await beginDueDeletions({ prisma, actor: sweeper, onError });
    if (workspaces.length > 0) log.info({ workspaces }, "the time for taking these deletions back is over; their removal begins");
  };
  const look = reconciler({ ...parts, everySeconds: LOOK_SECONDS, signal: parts.stopping, agent: (requestId) => createAgentClient({ ...parts.agent, requestId }) });
  return [
    every(ASK_WHETHER_TO_LOOK_MS, look, onError),
    every(SWEEP_LEASES_MS, () => sweepLeases({ prisma, lease, executorId, log }), onError),
    every(SWEEP_WORK_MS, () => requeueUndispatched(prisma, executorId, working, log), onError),
    every(SWEEP_WORK_MS, endAbandoned, onError),
    every(SWEEP_WORK_MS, deleteDue, onError),
    every(SWEEP_MS, () => expireSignups(prisma, sweeper, now()), onError),
    every(SWEEP_MS, () => expireSecrets(prisma, now()), onError),
    every(SWEEP_MS, () => expireIdempotencyKeys(prisma, now()), onError),
    every(FORGET_MS, () => forgetWorkflows(prisma, durable.forget), onError),
  ];
}

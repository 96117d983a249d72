import type { Prisma } from "@nexus/db/client";
import type { RunKind } from "@nexus/domain/states/run";

/** Names that web (which enqueues) and worker (which executes) agree on. */
export const RUN_WORKFLOW = "executeRun";
export const MAIL_QUEUE = "mails";
export const MAIL_WORKFLOW = "sendMail";

/** Where runs of a kind wait. */
export interface RunQueue {
  readonly name: string;
  /** Of one tenant, one run at a time is worked on, by whichever worker. */
  readonly oneByOne: boolean;
  /** Sources take turns; else it is first come, first served. */
  readonly inTurn: boolean;
}

const alone = (name: string): RunQueue => ({ name, oneByOne: true, inTurn: false });
const together = (name: string): RunQueue => ({ name, oneByOne: false, inTurn: false });
const inTurn = (name: string): RunQueue => ({ name, oneByOne: false, inTurn: true });

/**
 * Runs that change the same thing share a queue and follow each other; the others have one of their own, so
 * that a register that is away never keeps a site open, and nobody who waits for a sign-in waits behind builds.
 */
const QUEUES: Readonly<Record<RunKind, RunQueue>> = {
  provision: inTurn("runs.provision"),
  sign_in: together("runs.sign_in"),
  suspend: alone("runs.access"),
  resume: alone("runs.access"),
  deprovision: alone("runs.access"),
  remove_leftovers: alone("runs.access"),
  set_plan: alone("runs.set_plan"),
  reset_password: alone("runs.reset_password"),
  register: alone("runs.register"),
};

export function runQueue(kind: RunKind): RunQueue {
  return QUEUES[kind];
}

/** A retry is a workflow of its own, so that a finished one is never replayed. */
export function runWorkflowId(runId: string, attempt: number): string {
  return `run:${runId}:${attempt}`;
}

export interface NewWorkflow {
  readonly name: string;
  readonly queue: string;
  readonly id: string;
  readonly args: readonly (string | number)[];
  /** In a queue that works one by one: what the ones have in common. */
  readonly partition?: string;
  /** The lower is worked on the earlier; among equals, the older. 0 when left out. */
  readonly priority?: number;
}

/**
 * Puts a workflow on a durable queue inside the caller's transaction: it will be executed if and
 * only if the transaction commits. Source: DBOS's SQL function `dbos.enqueue_workflow`.
 */
export async function enqueueWorkflow(tx: Prisma.TransactionClient, workflow: NewWorkflow): Promise<void> {
  const args = workflow.args.map((arg) => JSON.stringify(arg));
  await tx.$queryRaw`
    select dbos.enqueue_workflow(
      workflow_name => ${workflow.name}, queue_name => ${workflow.queue},
      workflow_id => ${workflow.id}, positional_args => ${args}::json[],
      queue_partition_key => ${workflow.partition ?? null}::text, priority => ${workflow.priority ?? 0}::int)`;
}

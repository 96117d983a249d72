import type { Prisma } from "@nexus/db/client";
import type { RunKind } from "@nexus/domain/states/run";

/** Names that web (which enqueues) and worker (which executes) agree on. */
export const RUN_WORKFLOW = "executeRun";
export const MAIL_QUEUE = "mails";
export const MAIL_WORKFLOW = "sendMail";

/** Each kind of run has a queue of its own, so that a person who waits for a sign-in never waits behind provisions. */
export function runQueue(kind: RunKind): string {
  return `runs.${kind}`;
}

/** A retry is a workflow of its own, so that a finished one is never replayed. */
export function runWorkflowId(runId: string, attempt: number): string {
  return `run:${runId}:${attempt}`;
}

/**
 * Puts a workflow on a durable queue inside the caller's transaction: it will be executed if and
 * only if the transaction commits. Source: DBOS's SQL function `dbos.enqueue_workflow`.
 */
export async function enqueueWorkflow(
  tx: Prisma.TransactionClient,
  workflow: { name: string; queue: string; id: string; args: readonly (string | number)[] },
): Promise<void> {
  const args = workflow.args.map((arg) => JSON.stringify(arg));
  await tx.$queryRaw`
    select dbos.enqueue_workflow(
      workflow_name => ${workflow.name}, queue_name => ${workflow.queue},
      workflow_id => ${workflow.id}, positional_args => ${args}::json[])`;
}

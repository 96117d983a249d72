import type { Prisma, PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { FINAL_RUN_STATES, RUN_STATES } from "@nexus/domain/states/run";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { RUN_WORKFLOW } from "@nexus/provisioning/runs/durable-queue";

const UNFINISHED = RUN_STATES.filter((state) => !FINAL_RUN_STATES.includes(state));
/** A frozen owner may hold a run's row until the server ends its idle transaction. */
const TRANSACTION_MS = 20_000;

export interface TakeOver {
  /** Whose work is taken. */
  readonly executorId: string;
  /** Who takes it. */
  readonly actor: Omit<Actor, "requestId">;
  /** Only a lease that ran out may be taken from another; one's own may be given back at any time. */
  readonly lease: "expired" | "own";
  readonly reason: string;
}

/**
 * Takes all work from an executor, in one transaction: its lease, the epochs of its runs (what it
 * still tries has no effect from now on), and its workflows, which return to their queues.
 *
 * @returns whether the lease was there to be taken.
 */
export function takeOver(prisma: PrismaClient, { executorId, actor, lease, reason }: TakeOver): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const taken = await tx.$executeRaw`
      delete from worker_leases where executor_id = (
        select executor_id from worker_leases
        where executor_id = ${executorId} and (${lease === "own"} or expires_at < clock_timestamp())
        for update skip locked)`;
    if (taken === 0) return false;
    for (const run of await raiseEpochs(tx, executorId)) {
      await recordEvent(tx, { ...actor, requestId: run.requestId }, {
        action: "run.taken_over", outcome: "succeeded", run, tenant: run.tenant, reason,
        before: { executor: executorId, epoch: run.epoch - 1 }, after: { epoch: run.epoch },
      });
    }
    await requeueWorkflows(tx, executorId);
    return true;
  }, { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS });
}

/** The runs that the executor has claimed, and those that DBOS has given to it without its having claimed them yet. */
async function raiseEpochs(tx: Prisma.TransactionClient, executorId: string) {
  const dispatched = await tx.$queryRaw<{ run: string }[]>`
    select split_part(workflow_uuid, ':', 2) as run from dbos.workflow_status
    where executor_id = ${executorId} and status = 'PENDING' and name = ${RUN_WORKFLOW}`;
  const ids = dispatched.map(({ run }) => run);
  const raised = await tx.run.updateManyAndReturn({
    where: { state: { in: UNFINISHED }, OR: [{ executorId }, { id: { in: ids } }] },
    data: { epoch: { increment: 1 }, version: { increment: 1 }, executorId: null },
    include: { tenant: true },
  });
  return raised;
}

/** The same change as DBOS's own recovery makes, here as part of our transaction. */
async function requeueWorkflows(tx: Prisma.TransactionClient, executorId: string): Promise<void> {
  await tx.$executeRaw`
    update dbos.workflow_status
    set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null, updated_at = (extract(epoch from now()) * 1000)::bigint
    where executor_id = ${executorId} and status = 'PENDING' and queue_name is not null`;
}

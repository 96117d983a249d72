import type { Prisma, Run } from "@nexus/db/client";
import type { RunKind } from "@nexus/domain/states/run";
import { runQueue, runWorkflowId } from "@nexus/provisioning/runs/durable-queue";

/**
 * How many runs wait before this one in its queue, in the order in which workers take them (source: DBOS's
 * dequeue, by priority and then age; one after the other where a queue works one by one).
 */
export async function runsBefore(tx: Prisma.TransactionClient, run: Pick<Run, "id" | "kind" | "attempt">): Promise<number> {
  const [row] = await tx.$queryRaw<{ before: bigint }[]>`
    select count(*) as before
    from dbos.workflow_status own
    join dbos.workflow_status other on other.queue_name = own.queue_name and other.status = 'ENQUEUED'
      and other.queue_partition_key is not distinct from own.queue_partition_key
      and (other.priority, other.created_at) < (own.priority, own.created_at)
    where own.workflow_uuid = ${runWorkflowId(run.id, run.attempt)} and own.status = 'ENQUEUED'`;
  return Number(row?.before ?? 0);
}

/** How many runs of a kind are worked on, and how many the living workers can work on at once. */
export async function workers(tx: Prisma.TransactionClient, kind: RunKind): Promise<{ readonly places: number; readonly busy: number }> {
  const [row] = await tx.$queryRaw<{ places: bigint | null; busy: bigint }[]>`
    select (select sum(places) from worker_leases where expires_at > clock_timestamp()) as places,
      (select count(*) from dbos.workflow_status where queue_name = ${runQueue(kind).name} and status = 'PENDING') as busy`;
  return { places: Number(row?.places ?? 0), busy: Number(row?.busy ?? 0) };
}

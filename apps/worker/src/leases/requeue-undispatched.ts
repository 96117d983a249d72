import type { PrismaClient } from "@nexus/db/client";
import type { Logger } from "../logging/logger.ts";

/** Time that DBOS has between taking a workflow from its queue and beginning it, in seconds. */
const DISPATCH_SECONDS = 15;

/**
 * Returns workflows to their queues that DBOS took for this executor but never began, because the
 * database went away between the commit and its answer. Nobody else would: this executor's lease holds.
 */
export async function requeueUndispatched(prisma: PrismaClient, executorId: string, working: ReadonlySet<string>, log: Logger): Promise<void> {
  const requeued = await prisma.$queryRaw<{ workflow_uuid: string }[]>`
    update dbos.workflow_status set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null
    where executor_id = ${executorId} and status = 'PENDING' and queue_name is not null
      and updated_at < (extract(epoch from clock_timestamp() - make_interval(secs => ${DISPATCH_SECONDS})) * 1000)::bigint
      and not workflow_uuid = any(${[...working]})
    returning workflow_uuid`;
  if (requeued.length > 0) log.warn({ workflows: requeued.map((row) => row.workflow_uuid) }, "returned workflows to their queues that were never begun");
}

import type { PrismaClient } from "@nexus/db/client";
import type { Logger } from "../logging/logger.ts";
import type { Lease } from "./keep-lease.ts";
import { takeOver } from "./take-over.ts";

export interface SweepParts {
  readonly prisma: PrismaClient;
  readonly lease: Lease;
  /** Executor that sweeps. */
  readonly executorId: string;
  readonly log: Logger;
}

/** Takes over from every executor whose lease ran out, or who has work but no lease at all. */
export async function sweepLeases({ prisma, lease, executorId, log }: SweepParts): Promise<void> {
  // After the database was away all leases have run out; first everybody gets the time to renew.
  if (!lease.isSteady()) return;
  await prisma.$executeRaw`
    insert into worker_leases (executor_id, host, pid, expires_at)
    select distinct executor_id, 'unknown', 0, clock_timestamp() - interval '1 second' from dbos.workflow_status workflow
    where status = 'PENDING' and executor_id is not null
      and not exists (select from worker_leases lease where lease.executor_id = workflow.executor_id)
    on conflict (executor_id) do nothing`;
  const expired = await prisma.$queryRaw<{ executor_id: string }[]>`
    select executor_id from worker_leases where expires_at < clock_timestamp() and executor_id <> ${executorId}`;
  for (const { executor_id: from } of expired) {
    const actor = { kind: "worker", id: executorId, ip: null } as const;
    const taken = await takeOver(prisma, { executorId: from, actor, lease: "expired", reason: "The worker's lease ran out." });
    if (taken) log.warn({ from }, "took over the work of a worker whose lease ran out");
  }
}

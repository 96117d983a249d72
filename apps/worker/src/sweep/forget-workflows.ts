import type { PrismaClient } from "@nexus/db/client";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import { RUN_WORKFLOW } from "@nexus/provisioning/runs/durable-queue";

/** How long durable execution's record of what is over is kept, in days. What happened is in our own tables for ever. */
export const KEPT_DAYS = 30;
/** Most workflows that are forgotten in one sweep; the next ones wait for the next sweep. */
const AT_ONCE = 500;

/**
 * Has durable execution forget workflows that were over for 30 days, with the answers of their steps; else its
 * tables grow for ever. Never one of a run that is not over: what has no workflow counts as abandoned.
 *
 * @returns how many were forgotten.
 */
export async function forgetWorkflows(prisma: PrismaClient, forget: (workflowIds: string[]) => Promise<void>): Promise<number> {
  const over = await prisma.$queryRaw<{ workflow_uuid: string }[]>`
    select workflow_uuid from dbos.workflow_status workflow
    where created_at < (extract(epoch from clock_timestamp() - make_interval(days => ${KEPT_DAYS})) * 1000)::bigint
      and updated_at < (extract(epoch from clock_timestamp() - make_interval(days => ${KEPT_DAYS})) * 1000)::bigint
      and status not in ('PENDING', 'ENQUEUED', 'DELAYED')
      and not exists (select from runs run
        where run.id = case when workflow.name = ${RUN_WORKFLOW} then split_part(workflow_uuid, ':', 2)::uuid end
          and not run.state = any(${[...FINAL_RUN_STATES]}))
    order by created_at limit ${AT_ONCE}`;
  if (over.length > 0) await forget(over.map(({ workflow_uuid }) => workflow_uuid));
  return over.length;
}

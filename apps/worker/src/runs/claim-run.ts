import type { PrismaClient, Run, Tenant, User } from "@nexus/db/client";
import { PLANS, type Plan } from "@nexus/domain/plans/plan";
import { FINAL_RUN_STATES, RUN_STATES, type RunKind } from "@nexus/domain/states/run";
import { FencedError } from "@nexus/provisioning/engine";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import { runInput } from "@nexus/provisioning/runs/input";

const UNFINISHED = RUN_STATES.filter((state) => !FINAL_RUN_STATES.includes(state));

/**
 * Takes an attempt of a run for this executor and reads it, its epoch included, as it is now. `null`
 * when the attempt is over or another one is current: there is nothing to do.
 *
 * @throws FencedError when this executor's lease was taken: a process that was frozen between DBOS's
 *   dequeue and this claim must not come back as a second owner.
 */
export function claimRun(prisma: PrismaClient, executorId: string, runId: string, attempt: number): Promise<RunFacts | null> {
  return prisma.$transaction(async (tx) => {
    // The lock keeps the sweeper from taking the lease until the claim is visible to it.
    const leases = await tx.$queryRaw<unknown[]>`select 1 from worker_leases where executor_id = ${executorId} for key share`;
    if (leases.length === 0) throw new FencedError(runId, 0);
    const { count } = await tx.run.updateMany({ where: { id: runId, attempt, state: { in: UNFINISHED } }, data: { executorId } });
    if (count === 0) return null;
    return factsOf(await tx.run.findUniqueOrThrow({ where: { id: runId }, include: { tenant: { include: { owner: true } } } }));
  });
}

/** What a run's rows say that it is about. */
export function factsOf({ tenant, ...run }: Run & { tenant: Tenant & { owner: User } }): RunFacts {
  return {
    // A CHECK holds the column to the closed list.
    id: run.id, kind: run.kind as RunKind, reference: run.reference, requestId: run.requestId, attempt: run.attempt, epoch: run.epoch,
    input: runInput.parse(run.input),
    tenant: { id: tenant.id, subdomain: tenant.subdomain, site: tenant.site, organization: tenant.organization, plan: planOf(tenant.plan) },
    owner: { email: tenant.owner.email, fullName: tenant.owner.fullName },
  };
}

function planOf(name: string): Plan {
  const plan = PLANS.find((known) => known === name);
  if (plan === undefined) throw new TypeError(`There is no plan “${name}”.`);
  return plan;
}

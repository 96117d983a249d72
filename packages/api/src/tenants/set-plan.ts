import { NexusError } from "@nexus/domain/errors/codes";
import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { actorOf } from "../access/actor.ts";
import { transact } from "../transaction.ts";
import { adminProcedure } from "../trpc.ts";
import { setPlanInput, tenantView } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";
import { viewTenant, withProvisionRun } from "./tenant-view.ts";

/** Puts a workspace on another plan. The site itself keeps its limits until it is seeded again. */
export const setPlan = adminProcedure.input(setPlanInput).output(tenantView).mutation(async ({ ctx, input }) => {
  const { plan } = input;
  const before = await readableTenant(ctx, input.tenantId);
  const tenant = await transact(ctx.prisma, async (tx) => {
    const { count } = await tx.tenant.updateMany({
      where: { id: before.id, plan: before.plan, state: { in: [...OCCUPYING_STATES] } },
      data: { plan },
    });
    if (count === 0) throw new NexusError("TENANT_NOT_ACTIVE");
    await recordEvent(tx, actorOf(ctx), {
      action: "tenant.plan_changed", outcome: "succeeded", tenant: before, before: { plan: before.plan }, after: { plan },
    });
    return tx.tenant.findUniqueOrThrow({ where: { id: before.id }, include: withProvisionRun });
  });
  return viewTenant(ctx.config, tenant);
});

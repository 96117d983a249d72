"use client";

import { PLANS } from "@nexus/domain/plans/plan";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import { toast } from "sonner";
import { trpc, type Outputs } from "../trpc/client.ts";
import { showFailure } from "../ui/show-failure.ts";

/** Puts a workspace on another plan. */
export function PlanChoice({ tenant }: { tenant: Outputs["tenants"]["get"] }) {
  const utils = trpc.useUtils();
  const change = trpc.tenants.setPlan.useMutation({
    onSuccess: ({ organization, plan }) => toast.success(`${organization} is on the ${plan} plan now. Its site follows in a moment.`),
    onError: showFailure,
    onSettled: () => utils.tenants.get.invalidate({ tenantId: tenant.tenantId }),
  });
  return (
    <select
      aria-label="Plan"
      value={change.isPending ? change.variables.plan : tenant.plan}
      disabled={change.isPending || !LIVE_STATES.includes(tenant.state)}
      onChange={(event) => {
        const wanted = PLANS.find((known) => known === event.target.value);
        if (wanted !== undefined) change.mutate({ tenantId: tenant.tenantId, plan: wanted });
      }}
      className="h-8 rounded-lg border border-edge/70 bg-surface px-2 text-sm disabled:text-ink-3"
    >
      {PLANS.map((known) => <option key={known}>{known}</option>)}
    </select>
  );
}

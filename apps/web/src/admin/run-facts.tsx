"use client";

import { PLANS } from "@nexus/domain/plans/plan";
import { useState, type ReactNode } from "react";
import { toast } from "sonner";
import type { RunView } from "../runs/run-view.ts";
import { TENANT_STATE_WORDS } from "../tenants/tenant-state-words.ts";
import { Elapsed } from "../time/elapsed.tsx";
import { LocalTime } from "../time/local-time.tsx";
import { trpc, type Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { showFailure } from "../ui/show-failure.ts";

type Tenant = Outputs["tenants"]["get"];

/** What a run is about and when; an admin changes the workspace's plan here. */
export function RunFacts({ run, tenant, isAdmin }: { run: RunView; tenant: Tenant; isAdmin: boolean }) {
  const { label, tone } = TENANT_STATE_WORDS[run.tenant.state];
  return (
    <Card className="p-5">
      <dl className="grid gap-3.5 text-sm">
        <Fact term="Organization">{run.tenant.organization}</Fact>
        <Fact term="Address"><a href={run.tenant.siteUrl} rel="noreferrer" target="_blank" className="font-mono text-[13px] break-all text-accent-text hover:underline">{run.tenant.siteUrl}</a></Fact>
        <Fact term="Workspace"><Badge tone={tone}>{label}</Badge></Fact>
        <Fact term="Plan">{isAdmin ? <PlanChoice tenant={tenant} /> : tenant.plan}</Fact>
        <Fact term="Accepted"><LocalTime at={run.createdAt} /></Fact>
        <Fact term="Waited"><Elapsed from={run.createdAt} to={run.startedAt ?? run.finishedAt} /></Fact>
        {run.startedAt !== null && <Fact term="Worked"><Elapsed from={run.startedAt} to={run.finishedAt} /></Fact>}
        <Fact term="Attempt">{run.attempt}</Fact>
        {run.queuedBefore !== null && <Fact term="Runs before it">{run.queuedBefore}</Fact>}
      </dl>
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-baseline gap-2">
      <dt className="text-ink-3">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function PlanChoice({ tenant }: { tenant: Tenant }) {
  const [plan, setPlan] = useState(tenant.plan);
  const change = trpc.tenants.setPlan.useMutation({
    onSuccess: (changed) => {
      setPlan(changed.plan);
      toast.success(`${changed.organization} is on the ${changed.plan} plan now.`);
    },
    onError: showFailure,
  });
  return (
    <select
      aria-label="Plan"
      value={plan}
      disabled={change.isPending}
      onChange={(event) => {
        const wanted = PLANS.find((known) => known === event.target.value);
        if (wanted !== undefined) change.mutate({ tenantId: tenant.tenantId, plan: wanted });
      }}
      className="h-8 rounded-lg border border-edge/70 bg-surface px-2 text-sm"
    >
      {PLANS.map((known) => <option key={known}>{known}</option>)}
    </select>
  );
}

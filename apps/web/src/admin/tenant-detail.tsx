"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { tenantWords } from "../tenants/tenant-state-words.ts";
import { LocalTime } from "../time/local-time.tsx";
import { trpc, type Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Card } from "../ui/card.tsx";
import { Fact } from "./fact.tsx";
import { PlanChoice } from "./plan-choice.tsx";
import { RunsList } from "./runs-list.tsx";
import { TenantActions } from "./tenant-actions.tsx";
import { useAuditPulse } from "./use-audit-pulse.ts";

interface TenantDetailProps {
  readonly initial: Outputs["tenants"]["get"];
  readonly runs: Outputs["provisioning"]["list"];
  readonly isAdmin: boolean;
}

/** A workspace as an operator sees it; it follows what happens. */
export function TenantDetail({ initial, runs, isAdmin }: TenantDetailProps) {
  const { tenantId } = initial;
  const { data: tenant, refetch } = trpc.tenants.get.useQuery({ tenantId }, { initialData: initial });
  useAuditPulse(() => void refetch());
  const { label, tone } = tenantWords(tenant);
  return (
    <>
      <Link href="/admin/workspaces" className="inline-flex items-center gap-1.5 rounded text-sm text-ink-3 hover:text-ink"><ArrowLeft aria-hidden className="size-4" /> Workspaces</Link>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
        <h1 className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2 text-2xl font-semibold tracking-tight">
          <span className="min-w-0"><Breakable text={tenant.subdomain} /></span>
          <Badge tone={tone}>{label}</Badge>
        </h1>
        {isAdmin && <TenantActions tenant={tenant} onChanged={refetch} />}
      </div>
      <div className="mt-8 grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 max-lg:order-2">
          <div className="flex items-baseline justify-between gap-4">
            <h2 className="text-lg font-semibold tracking-tight">Runs</h2>
            <Link href={`/admin/audit?tenant=${tenantId}`} className="text-sm text-accent-text hover:underline">Open in the audit log</Link>
          </div>
          <RunsList filters={{ tenantId }} first={runs} />
        </div>
        <TenantFacts tenant={tenant} isAdmin={isAdmin} />
      </div>
    </>
  );
}

function TenantFacts({ tenant, isAdmin }: { tenant: Outputs["tenants"]["get"]; isAdmin: boolean }) {
  return (
    <Card className="p-5">
      <dl className="grid gap-3.5 text-sm">
        <Fact term="Organization">{tenant.organization}</Fact>
        <Fact term="Owner"><Breakable text={tenant.ownerEmail} /></Fact>
        <Fact term="Address"><a href={tenant.siteUrl} rel="noreferrer" target="_blank" className="font-mono text-[13px] text-accent-text hover:underline"><Breakable text={tenant.siteUrl} /></a></Fact>
        <Fact term="Plan">{isAdmin ? <PlanChoice tenant={tenant} /> : tenant.plan}</Fact>
        <Fact term="Signed up"><LocalTime at={tenant.createdAt} /></Fact>
        {tenant.activatedAt !== null && <Fact term="Open since"><LocalTime at={tenant.activatedAt} /></Fact>}
        {tenant.suspendedAt !== null && <Fact term="Suspended"><LocalTime at={tenant.suspendedAt} /></Fact>}
        {tenant.deleteAt !== null && <Fact term="Removal"><span className="font-medium text-bad"><LocalTime at={tenant.deleteAt} /></span></Fact>}
      </dl>
    </Card>
  );
}

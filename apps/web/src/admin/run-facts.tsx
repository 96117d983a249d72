"use client";

import Link from "next/link";
import { rangeText } from "../runs/estimate-words.ts";
import type { RunView } from "../runs/run-view.ts";
import { tenantWords } from "../tenants/tenant-state-words.ts";
import { Elapsed } from "../time/elapsed.tsx";
import { LocalTime } from "../time/local-time.tsx";
import type { Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Card } from "../ui/card.tsx";
import { Fact } from "./fact.tsx";

/** What a run is about and when. */
export function RunFacts({ run, tenant }: { run: RunView; tenant: Outputs["tenants"]["get"] }) {
  const { label, tone } = tenantWords({ state: run.tenant.state, buildStopped: run.abortRequested });
  return (
    <Card className="p-5">
      <dl className="grid gap-3.5 text-sm">
        <Fact term="Organization">{run.tenant.organization}</Fact>
        <Fact term="Address"><a href={run.tenant.siteUrl} rel="noreferrer" target="_blank" className="font-mono text-[13px] text-accent-text hover:underline"><Breakable text={run.tenant.siteUrl} /></a></Fact>
        <Fact term="Workspace">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone={tone}>{label}</Badge>
            <Link href={`/admin/workspaces/${tenant.tenantId}`} className="text-accent-text hover:underline">Manage</Link>
          </span>
        </Fact>
        <Fact term="Plan">{tenant.plan}</Fact>
        <Fact term="Accepted"><LocalTime at={run.createdAt} /></Fact>
        <Fact term="Waited"><Elapsed from={run.createdAt} to={run.startedAt ?? run.finishedAt} /></Fact>
        {run.startedAt !== null && <Fact term="Worked"><Elapsed from={run.startedAt} to={run.finishedAt} /></Fact>}
        <Fact term="Attempt">{run.attempt}</Fact>
        {run.estimate?.ready != null && <Fact term="Likely ready in">{rangeText(run.estimate.ready)}</Fact>}
        {run.queuedBefore !== null && <Fact term="Runs before it">{run.queuedBefore}</Fact>}
      </dl>
    </Card>
  );
}

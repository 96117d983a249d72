import { ArrowUpRight } from "lucide-react";
import Link from "next/link";
import { LocalTime } from "../time/local-time.tsx";
import type { Outputs } from "../trpc/client.ts";
import { ActionRow } from "../ui/action-row.tsx";
import { Badge } from "../ui/badge.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { cn } from "../ui/class-names.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { DeleteWorkspace } from "./delete-workspace.tsx";
import { KeepWorkspace } from "./keep-workspace.tsx";
import { OpenWorkspace } from "./open-workspace.tsx";
import { ResetPassword } from "./reset-password.tsx";
import { tenantWords } from "./tenant-state-words.ts";

type Tenant = Outputs["tenants"]["mine"]["tenants"][number];

/** One workspace on its owner's page. */
export function TenantCard({ tenant, graceDays }: { tenant: Tenant; graceDays: number }) {
  const { label, tone, text } = tenantWords(tenant);
  const since = tenant.activatedAt ?? tenant.createdAt;
  // Nothing is there that has an address or a plan.
  const isBuilt = tenant.state !== "released";
  return (
    <Card className="p-5 sm:p-6">
      <div className="flex items-start gap-4">
        <span aria-hidden className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent-soft text-lg font-semibold text-accent-text">{[...tenant.organization][0]?.toUpperCase()}</span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="min-w-0 truncate text-[17px] font-semibold tracking-tight">{tenant.organization}</h2>
            <Badge tone={tone}>{label}</Badge>
          </div>
          {isBuilt && (
            <p className="mt-1 flex items-start gap-0.5 text-[13px] leading-5 text-ink-3">
              <span className="min-w-0 font-mono"><Breakable text={tenant.siteUrl} /></span>
              <CopyButton text={tenant.siteUrl} what="the address" className="-my-1 shrink-0" />
            </p>
          )}
          {tenant.deleteAt !== null && <p className="mt-2 text-sm font-medium">It is deleted on <LocalTime at={tenant.deleteAt} format="minute" />.</p>}
          {text !== null && <p className={cn("text-sm leading-6 text-ink-2", tenant.deleteAt === null ? "mt-2" : "mt-1")}>{text}</p>}
        </div>
      </div>
      <div className="mt-5 flex flex-col gap-3 border-t pt-4 sm:flex-row sm:items-center">
        {isBuilt && <p className="text-[13px] text-ink-3">{tenant.plan} plan · since <LocalTime at={since} format="day" /></p>}
        <ActionRow className="sm:ml-auto"><TenantActions tenant={tenant} graceDays={graceDays} /></ActionRow>
      </div>
    </Card>
  );
}

/** What the owner can do with a workspace in its state. */
function TenantActions({ tenant, graceDays }: { tenant: Tenant; graceDays: number }) {
  const { state, tenantId, subdomain, organization, ownerEmail, runId } = tenant;
  const remove = <DeleteWorkspace tenantId={tenantId} subdomain={subdomain} organization={organization} graceDays={graceDays} />;
  switch (state) {
    case "active":
      return (
        <>
          <OpenWorkspace tenantId={tenantId}>Open <ArrowUpRight aria-hidden /></OpenWorkspace>
          <ResetPassword tenantId={tenantId} organization={organization} ownWords={[organization, subdomain, ownerEmail]} />
          {remove}
        </>
      );
    case "suspended": return remove;
    case "deletion_scheduled": return <KeepWorkspace tenantId={tenantId} organization={organization} />;
    case "reserved":
    case "released":
      return runId === null ? null : <Button asChild variant="secondary"><Link href={`/runs/${runId}`}>{state === "reserved" ? "Watch the build" : "See what happened and retry"}</Link></Button>;
    case "deleting":
    case "deleted": return null;
  }
}

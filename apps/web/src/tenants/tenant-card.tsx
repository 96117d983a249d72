import { ArrowUpRight } from "lucide-react";
import Link from "next/link";
import { LocalTime } from "../time/local-time.tsx";
import type { Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { DeleteWorkspace } from "./delete-workspace.tsx";
import { KeepWorkspace } from "./keep-workspace.tsx";
import { OpenWorkspace } from "./open-workspace.tsx";
import { ResetPassword } from "./reset-password.tsx";
import { TENANT_STATE_WORDS } from "./tenant-state-words.ts";

type Tenant = Outputs["tenants"]["mine"]["tenants"][number];

/** One workspace on its owner's page. */
export function TenantCard({ tenant, graceDays }: { tenant: Tenant; graceDays: number }) {
  const { label, tone, text } = TENANT_STATE_WORDS[tenant.state];
  const since = tenant.activatedAt ?? tenant.createdAt;
  return (
    <Card className="p-5 sm:p-6">
      <div className="flex items-start gap-4">
        <span aria-hidden className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent-soft text-lg font-semibold text-accent-text">{[...tenant.organization][0]?.toUpperCase()}</span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="min-w-0 truncate text-[17px] font-semibold tracking-tight">{tenant.organization}</h2>
            <Badge tone={tone}>{label}</Badge>
          </div>
          <p className="mt-1 flex items-center gap-0.5 text-[13px] text-ink-3">
            <span className="min-w-0 truncate font-mono">{tenant.siteUrl}</span>
            <CopyButton text={tenant.siteUrl} what="the address" className="shrink-0" />
          </p>
          {text !== null && <p className="mt-2 text-sm leading-6 text-ink-2">{text}</p>}
          {tenant.deleteAt !== null && <p className="mt-1 text-sm font-medium">It is deleted on <LocalTime at={tenant.deleteAt} format="minute" />.</p>}
        </div>
      </div>
      <div className="mt-5 flex flex-wrap items-center gap-x-3 gap-y-3 border-t pt-4">
        <p className="mr-auto text-[13px] text-ink-3">{tenant.plan} plan · since <LocalTime at={since} format="day" /></p>
        <TenantActions tenant={tenant} graceDays={graceDays} />
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
          {remove}
          <ResetPassword tenantId={tenantId} organization={organization} ownWords={[organization, subdomain, ownerEmail]} />
          <OpenWorkspace tenantId={tenantId}>Open <ArrowUpRight aria-hidden /></OpenWorkspace>
        </>
      );
    case "suspended": return remove;
    case "deletion_scheduled": return <KeepWorkspace tenantId={tenantId} organization={organization} />;
    case "reserved":
    case "released":
      return runId === null ? null : <Button asChild variant="secondary"><Link href={`/runs/${runId}`}>{state === "reserved" ? "Watch the build" : "See what happened"}</Link></Button>;
    case "deleting":
    case "deleted": return null;
  }
}

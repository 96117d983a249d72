"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { tenantWords } from "../tenants/tenant-state-words.ts";
import { LocalTime } from "../time/local-time.tsx";
import type { Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/class-names.ts";
import { LinkPending } from "../ui/link-pending.tsx";

const COLUMNS = "lg:grid-cols-[minmax(0,1.4fr)_9rem_6rem_9rem_9rem_1rem]";

/** What the columns of a wide screen hold; each row says it in itself. */
export function TenantRowHead() {
  return (
    <div aria-hidden className={cn("hidden gap-x-5 border-b bg-canvas px-5 py-2.5 text-xs font-medium text-ink-3 lg:grid", COLUMNS)}>
      <span>Workspace</span><span>State</span><span>Plan</span><span className="text-right">Signed up</span><span className="text-right">Removal</span>
    </div>
  );
}

/** One workspace: a line on a wide screen, a card on a narrow one. */
export function TenantRow({ tenant }: { tenant: Outputs["tenants"]["list"]["tenants"][number] }) {
  const { label, tone } = tenantWords(tenant);
  return (
    <li className="border-b last:border-b-0">
      <Link
        href={`/admin/workspaces/${tenant.tenantId}`}
        className={cn("grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-1 px-4 py-3.5 text-sm hover:bg-canvas focus-visible:-outline-offset-2 sm:px-5", COLUMNS)}
      >
        <div className="min-w-0">
          <p className="truncate font-medium">{tenant.subdomain}<span className="ml-2 font-normal text-ink-3 max-lg:hidden">{tenant.organization}</span></p>
          <p className="truncate text-[13px] text-ink-3">{tenant.ownerEmail}</p>
        </div>
        <Badge tone={tone} className="justify-self-end lg:justify-self-start">{label}</Badge>
        <p className="text-[13px] text-ink-2">{tenant.plan}</p>
        <p className="text-right text-[13px] text-ink-3"><LocalTime at={tenant.createdAt} format="day" /></p>
        <p className={cn("col-span-2 text-[13px] text-bad lg:col-span-1 lg:text-right", tenant.deleteAt === null && "max-lg:hidden")}>
          {tenant.deleteAt !== null && <><span className="lg:hidden">Removal </span><LocalTime at={tenant.deleteAt} format="day" /></>}
        </p>
        <span className="hidden lg:block"><LinkPending><ChevronRight aria-hidden className="size-4 text-ink-3" /></LinkPending></span>
      </Link>
    </li>
  );
}

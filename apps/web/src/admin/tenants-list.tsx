"use client";

import { trpc, type Outputs } from "../trpc/client.ts";
import { failureOf } from "../trpc/failure.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { LiveSign } from "./live-sign.tsx";
import type { TenantFilters } from "./tenant-filters.ts";
import { TenantRow, TenantRowHead } from "./tenant-row.tsx";
import { useAuditPulse } from "./use-audit-pulse.ts";
import { usePages } from "./use-pages.ts";

/** Workspaces as rows that follow what happens; more of them on demand. */
export function TenantsList({ filters, first }: { filters: TenantFilters; first: Outputs["tenants"]["list"] }) {
  const { client } = trpc.useUtils();
  const list = usePages({ key: ["tenants", filters], first, read: (cursor, signal) => client.tenants.list.query({ ...filters, cursor }, { signal }) });
  const { live } = useAuditPulse(() => void list.refetch());
  const tenants = list.data.pages.flatMap((page) => page.tenants);

  return (
    <section aria-label="Workspaces" className="mt-6">
      <div className="flex h-8 items-center"><LiveSign live={live} /></div>
      {list.error !== null && <FailureNotice failure={failureOf(list.error)} />}
      {tenants.length === 0 ? <p className="rounded-2xl border border-dashed px-6 py-16 text-center text-sm text-ink-2">No workspace fits. They appear here as soon as somebody signs up.</p> : (
        <div className="overflow-hidden rounded-2xl border bg-surface shadow-card">
          <TenantRowHead />
          <ul>{tenants.map((tenant) => <TenantRow key={tenant.tenantId} tenant={tenant} />)}</ul>
        </div>
      )}
      {list.hasNextPage && (
        <div className="mt-5 text-center"><Button variant="secondary" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Load more</Button></div>
      )}
    </section>
  );
}

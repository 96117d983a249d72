"use client";

import { trpc, type Outputs } from "../trpc/client.ts";
import { failureOf } from "../trpc/failure.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { LiveSign } from "./live-sign.tsx";
import type { RunFilters } from "./run-filters.ts";
import { RunRow, RunRowHead } from "./run-row.tsx";
import { useAuditPulse } from "./use-audit-pulse.ts";
import { usePages } from "./use-pages.ts";

/** Runs as rows that follow what happens, of all workspaces or of one; more of them on demand. */
export function RunsList({ filters, first }: { filters: RunFilters & { readonly tenantId?: string }; first: Outputs["provisioning"]["list"] }) {
  const { client } = trpc.useUtils();
  const list = usePages({ key: ["runs", filters], first, read: (cursor, signal) => client.provisioning.list.query({ ...filters, cursor }, { signal }) });
  const { live } = useAuditPulse(() => void list.refetch());
  const ofOne = filters.tenantId !== undefined;
  const runs = list.data.pages.flatMap((page) => page.runs);

  return (
    <section aria-label="Runs" className="mt-6">
      <div className="flex h-8 items-center"><LiveSign live={live} /></div>
      {list.error !== null && <FailureNotice failure={failureOf(list.error)} />}
      {runs.length === 0 ? <p className="rounded-2xl border border-dashed px-6 py-16 text-center text-sm text-ink-2">No run fits. They appear here as soon as somebody signs up.</p> : (
        <div className="overflow-hidden rounded-2xl border bg-surface shadow-card">
          <RunRowHead ofOne={ofOne} />
          <ul>{runs.map((run) => <RunRow key={run.runId} run={run} ofOne={ofOne} />)}</ul>
        </div>
      )}
      {list.hasNextPage && (
        <div className="mt-5 text-center"><Button variant="secondary" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Load more</Button></div>
      )}
    </section>
  );
}

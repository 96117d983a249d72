"use client";

import Link from "next/link";
import { trpc, type Outputs } from "../trpc/client.ts";
import { AuditList } from "./audit-list.tsx";
import { useAuditPulse } from "./use-audit-pulse.ts";

/** A run's own events, newest first, as they are written. */
export function RunEvents({ runId, initial }: { runId: string; initial: Outputs["audit"]["list"] }) {
  const list = trpc.audit.list.useQuery({ run: runId, limit: 200 }, { initialData: initial });
  useAuditPulse(() => void list.refetch());
  return (
    <section aria-labelledby="events" className="mt-12">
      <div className="mb-4 flex items-baseline justify-between gap-4">
        <h2 id="events" className="text-lg font-semibold tracking-tight">Audit events</h2>
        <Link href={`/admin/audit?run=${runId}`} className="text-sm text-accent-text hover:underline">Open in the audit log</Link>
      </div>
      <AuditList events={list.data.events} empty="Nothing is recorded of this run." />
    </section>
  );
}

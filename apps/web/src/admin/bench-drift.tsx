"use client";

import type { ReactNode } from "react";
import { LocalTime } from "../time/local-time.tsx";
import { trpc, type Outputs } from "../trpc/client.ts";
import { failureOf } from "../trpc/failure.ts";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Notice } from "../ui/notice.tsx";
import { AttentionItem } from "./attention-item.tsx";
import { DriftItem } from "./drift-item.tsx";
import { LiveSign } from "./live-sign.tsx";
import { useAuditPulse } from "./use-audit-pulse.ts";

/** Looks that find nothing new write no event that would wake this page. */
const REREAD_MS = 15_000;

type Drift = Outputs["benches"]["drift"];

/** Where bench and records differ, and runs that need attention with what is left of them; it follows what happens. */
export function BenchDrift({ initial }: { initial: Drift }) {
  const { data, error, refetch } = trpc.benches.drift.useQuery(undefined, { initialData: initial, refetchInterval: REREAD_MS });
  const { live } = useAuditPulse(() => void refetch());
  const { look, drifts, more, attention } = data;
  return (
    <>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-[13px] text-ink-3">
        <p>{look.finishedAt === null ? "The bench was not looked at yet." : <>Last looked at <LocalTime at={look.finishedAt} /></>}</p>
        <LiveSign live={live} />
      </div>
      {error !== null && <div className="mt-4"><FailureNotice failure={failureOf(error)} /></div>}
      {look.failingSince !== null && (
        <Notice tone="warn" className="mt-4" title="The bench cannot be looked at">
          <p>Since <LocalTime at={look.failingSince} />: {look.failure} What is listed is as it was before; nothing is done about it until the bench answers.</p>
        </Notice>
      )}
      <Section id="attention" title="Runs that need attention" empty="No run needs attention.">
        {attention.map((run) => <AttentionItem key={run.runId} run={run} onChanged={refetch} />)}
      </Section>
      <Section id="drift" title="Where bench and records differ" empty={look.finishedAt === null ? "Nothing is known yet." : "Bench and records agree."}>
        {drifts.map((drift) => <DriftItem key={drift.driftId} drift={drift} />)}
      </Section>
      {more > 0 && <p className="mt-3 text-[13px] text-ink-3">And {more} more, which appear here when these are gone.</p>}
    </>
  );
}

function Section({ id, title, empty, children }: { id: string; title: string; empty: string; children: readonly ReactNode[] }) {
  return (
    <section aria-labelledby={id} className="mt-8">
      <h2 id={id} className="mb-3 text-lg font-semibold tracking-tight">{title}</h2>
      {children.length === 0
        ? <p className="rounded-2xl border border-dashed px-6 py-10 text-center text-sm text-ink-2">{empty}</p>
        : <ul className="overflow-hidden rounded-2xl border bg-surface shadow-card">{children}</ul>}
    </section>
  );
}

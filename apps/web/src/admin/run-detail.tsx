"use client";

import { ArrowLeft, RotateCw } from "lucide-react";
import Link from "next/link";
import { AbortRun } from "../runs/abort-run.tsx";
import type { RunView } from "../runs/run-view.ts";
import { runBadge } from "../runs/run-words.ts";
import { useRunWatch } from "../runs/use-run-watch.ts";
import { trpc, type Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Notice } from "../ui/notice.tsx";
import { showFailure } from "../ui/show-failure.ts";
import { RUN_KIND_LABELS } from "./run-filters.ts";
import { RunEvents } from "./run-events.tsx";
import { RunRemains } from "./run-remains.tsx";
import { RunFacts } from "./run-facts.tsx";
import { StepTimeline } from "./step-timeline.tsx";

interface RunDetailProps {
  readonly initial: RunView;
  readonly tenant: Outputs["tenants"]["get"];
  readonly events: Outputs["audit"]["list"];
}

/** A run as an operator sees it: its facts, its steps with their tries and undo, and its audit events. */
export function RunDetail({ initial, tenant, events }: RunDetailProps) {
  const { run, reconnecting, failure, reload } = useRunWatch(initial);
  return (
    <>
      <Link href="/admin" className="inline-flex items-center gap-1.5 rounded text-sm text-ink-3 hover:text-ink"><ArrowLeft aria-hidden className="size-4" /> Runs</Link>
      <Head run={run} reconnecting={reconnecting} reload={reload} />
      {failure !== null && <div className="mt-4"><FailureNotice failure={failure} /></div>}
      {run.error !== null && (
        <Notice tone={run.state === "succeeded" || run.error.code === "ABORTED" ? "warn" : "bad"} className="mt-6" title={run.error.step === null ? run.error.code : `${run.error.code} at ${run.error.step}`}>
          {run.error.message}
        </Notice>
      )}
      {run.state === "needs_attention" && <RunRemains runId={run.runId} />}
      <div className="mt-8 grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <section aria-label="Steps"><StepTimeline steps={run.steps} /></section>
        <RunFacts run={run} tenant={tenant} />
      </div>
      <RunEvents runId={run.runId} initial={events} />
    </>
  );
}

function Head({ run, reconnecting, reload }: { run: RunView; reconnecting: boolean; reload: () => Promise<void> }) {
  const retry = trpc.provisioning.retry.useMutation({ onSuccess: reload, onError: showFailure });
  const { label, tone } = runBadge(run);
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-center gap-x-3 gap-y-2 text-2xl font-semibold tracking-tight">
          <span className="min-w-0"><Breakable text={run.tenant.subdomain} /></span>
          <Badge tone={tone}>{label}</Badge>
          {run.abortRequested && run.state !== "rolled_back" && <Badge tone="warn">Stop asked for</Badge>}
          {reconnecting && <Badge tone="warn">Reconnecting…</Badge>}
        </h1>
        <p className="mt-1 flex items-center gap-1 text-sm text-ink-3">
          {RUN_KIND_LABELS[run.kind]} <span className="font-mono">{run.reference}</span><CopyButton text={run.reference} what="the reference" />
        </p>
      </div>
      <div className="flex items-center gap-3">
        {run.mayAbort && <AbortRun runId={run.runId} onAsked={reload}>Stop and undo</AbortRun>}
        {run.mayRetry && <Button busy={retry.isPending} onClick={() => retry.mutate({ runId: run.runId })}><RotateCw aria-hidden /> Retry</Button>}
      </div>
    </div>
  );
}

"use client";

import { Unplug } from "lucide-react";
import { useEffect, useState } from "react";
import { Elapsed } from "../time/elapsed.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Card } from "../ui/card.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { AbortRun } from "./abort-run.tsx";
import { RunFailure } from "./run-failure.tsx";
import { RunReady } from "./run-ready.tsx";
import { estimateText } from "./estimate-words.ts";
import type { RunView } from "./run-view.ts";
import { runWords } from "./run-words.ts";
import { StepList } from "./step-list.tsx";
import { announcement } from "./step-words.ts";
import { useRunWatch } from "./use-run-watch.ts";

interface RunPageProps {
  readonly initial: RunView;
  readonly supportEmail: string | undefined;
}

/** How long a connection may be away before the page speaks of it, in milliseconds: it is made anew now and then. */
const LOST_MS = 1_500;

/** A run from its place in the queue to its end, for the person whose workspace it is. */
export function RunPage({ initial, supportEmail }: RunPageProps) {
  const { run, reconnecting, failure, reload } = useRunWatch(initial);
  const lost = useLasting(reconnecting, LOST_MS);
  const { title, text: course } = runWords(run);
  const text = lost ? "This page has lost its connection; it shows again what happens as soon as it is back." : course;
  const estimate = estimateText(run);
  // Who looks at another tab meanwhile sees there when it is done.
  useEffect(() => {
    document.title = title;
  }, [title]);
  const failed = run.state === "rolled_back" || run.state === "needs_attention";
  return (
    <div className="mx-auto w-full max-w-xl">
      <div className="flex min-h-7 items-center justify-between gap-4 text-[13px] text-ink-3">
        <span className="min-w-0 font-mono"><Breakable text={run.tenant.siteUrl.replace(/^https?:\/\//, "")} /></span>
        {reconnecting && <span role="status" className="flex shrink-0 animate-appear items-center [animation-delay:0.4s] gap-1.5 text-warn"><Unplug aria-hidden className="size-3.5" /> Reconnecting…</span>}
      </div>
      <h1 className="mt-2 text-[1.75rem] leading-9 font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 min-h-12 text-[15px] leading-6 sm:min-h-6 text-ink-2">{text}</p>
      {estimate !== null && <p className="mt-1 min-h-12 text-[13px] leading-6 text-ink-3 sm:min-h-6">{lost ? "" : estimate}</p>}

      {run.state === "succeeded" && run.kind === "provision" && <RunReady tenant={run.tenant} />}
      {failed && <RunFailure run={run} supportEmail={supportEmail} onRetried={reload} />}
      {failure !== null && <div className="mt-6"><FailureNotice failure={failure} /></div>}

      {run.steps.length > 0 && (
        <Card className="mt-8 p-5 pb-3 sm:p-7 sm:pb-4">
          <StepList steps={run.steps} still={lost} />
        </Card>
      )}
      <RunFacts run={run} still={lost} />
      {run.mayAbort && <AbortRun runId={run.runId} onAsked={reload} />}
      <p role="status" className="sr-only">{announced(run, `${title}. ${text}`)}</p>
    </div>
  );
}

/** Whether `value` has been true for so long. */
function useLasting(value: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [value, milliseconds]);
  return value && lasting;
}

/** Where the place in the queue changes every few seconds, only the beginning and the end of the wait are told. */
function announced({ state, steps }: RunView, words: string): string {
  if (state === "queued") return "Your workspace waits for its turn.";
  return state === "running" || state === "undoing" ? announcement(steps) : words;
}

/** `still`: what is not over shows no clock, as it is not known whether it goes on. */
function RunFacts({ run, still }: { run: RunView; still: boolean }) {
  return (
    <div className="mt-4 flex min-h-8 flex-wrap items-center justify-between gap-x-6 px-1 text-[13px] text-ink-3">
      <span className="flex items-center gap-1">Reference <span className="font-mono text-ink-2">{run.reference}</span><CopyButton text={run.reference} what="the reference" /></span>
      {run.startedAt !== null && !(still && run.finishedAt === null) && <span className="tabular-nums">{run.attempt > 1 && `Attempt ${run.attempt} · `}<Elapsed from={run.startedAt} to={run.finishedAt} /></span>}
    </div>
  );
}

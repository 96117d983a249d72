"use client";

import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "../ui/card.tsx";
import { trpc } from "../trpc/client.ts";
import { Button } from "../ui/button.tsx";
import { showFailure } from "../ui/show-failure.ts";
import type { RunView } from "./run-view.ts";

interface RunFailureProps {
  readonly run: RunView;
  readonly supportEmail: string | undefined;
  readonly onRetried: () => Promise<void>;
}

/** What failed, what was removed again, and the way on. */
export function RunFailure({ run, supportEmail, onRetried }: RunFailureProps) {
  const retry = trpc.provisioning.retry.useMutation({ onSuccess: onRetried, onError: showFailure });
  const failedStep = run.steps.find(({ name }) => name === run.error?.step);
  const removed = run.steps.filter(({ state }) => state === "undone");
  const remaining = run.steps.filter(({ state }) => state === "undo_failed");
  return (
    <Card className="mt-6 animate-appear p-5 text-sm leading-6 sm:p-7">
      <dl className="grid gap-4">
        {run.error !== null && !run.abortRequested && (
          <Fact term="What happened">
            <p>{failedStep === undefined ? "The run failed before its first step." : `The step “${failedStep.label}” failed.`}</p>
            <Technical code={run.error.code} message={run.error.message} />
          </Fact>
        )}
        {removed.length > 0 && <Fact term="Taken back">{removed.map(({ label }) => label).join(" · ")}</Fact>}
        {remaining.length > 0 && <Fact term="Could not be taken back">{remaining.map(({ label }) => label).join(" · ")}</Fact>}
      </dl>
      <div className="mt-5 flex flex-wrap items-center gap-x-5 gap-y-3">
        {run.mayRetry && <Button busy={retry.isPending} onClick={() => retry.mutate({ runId: run.runId, idempotencyKey: `retry-${run.runId}-${run.attempt}` })}><RotateCw aria-hidden /> Try again</Button>}
        {supportEmail !== undefined && (
          <a className="text-accent-text underline-offset-4 hover:underline" href={`mailto:${supportEmail}?subject=${encodeURIComponent(run.reference)}`}>Write to us</a>
        )}
      </div>
    </Card>
  );
}

function Technical({ code, message }: { code: string; message: string }) {
  return (
    <details className="mt-1">
      <summary className="w-fit rounded text-[13px] text-ink-3 hover:text-ink">Technical details</summary>
      <p className="mt-2 rounded-lg bg-sunken p-3 font-mono text-xs leading-5 break-words text-ink-2">{code}: {message}</p>
    </details>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="font-medium text-ink">{term}</dt>
      <dd className="text-ink-2">{children}</dd>
    </div>
  );
}

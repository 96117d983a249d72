"use client";

import { RotateCw } from "lucide-react";
import Link from "next/link";
import { LocalTime } from "../time/local-time.tsx";
import { trpc, type Outputs } from "../trpc/client.ts";
import { Breakable } from "../ui/breakable.tsx";
import { Button } from "../ui/button.tsx";
import { showFailure } from "../ui/show-failure.ts";
import { Remains } from "./remains.tsx";
import { RUN_KIND_LABELS } from "./run-filters.ts";

interface AttentionItemProps {
  readonly run: Outputs["benches"]["drift"]["attention"][number];
  /** Reads the list again, also after a refusal. */
  readonly onChanged: () => Promise<unknown>;
}

/** One run that needs attention: why, what is left of it, and the way to have that removed. */
export function AttentionItem({ run, onChanged }: AttentionItemProps) {
  const retry = trpc.provisioning.retry.useMutation({ onError: showFailure, onSettled: onChanged });
  const { workspace, error } = run;
  return (
    <li className="border-b px-4 py-4 last:border-b-0 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <p className="text-sm font-medium"><Link href={`/admin/runs/${run.runId}`} className="hover:underline"><Breakable text={workspace.subdomain} /></Link></p>
          <p className="text-[13px] text-ink-3">
            {RUN_KIND_LABELS[run.kind]} <span className="font-mono text-xs">{run.reference}</span>
            {run.finishedAt !== null && <> · since <LocalTime at={run.finishedAt} /></>}
          </p>
        </div>
        {run.mayRetry && <Button variant="secondary" size="small" busy={retry.isPending} onClick={() => retry.mutate({ runId: run.runId })}><RotateCw aria-hidden /> Retry</Button>}
      </div>
      {error !== null && (
        <p className="mt-3 rounded-lg bg-bad-soft px-3 py-2 text-[13px] leading-5 break-words">
          <span className="font-mono text-xs font-medium text-bad">{error.code}{error.step !== null && ` at ${error.step}`}</span> {error.message}
        </p>
      )}
      <div className="mt-3"><Remains remains={run.remains} /></div>
    </li>
  );
}

"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { runBadge } from "../runs/run-words.ts";
import { Elapsed } from "../time/elapsed.tsx";
import { LocalTime } from "../time/local-time.tsx";
import type { Outputs } from "../trpc/client.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/class-names.ts";
import { LinkPending } from "../ui/link-pending.tsx";
import { RUN_KIND_LABELS } from "./run-filters.ts";

type Row = Outputs["provisioning"]["list"]["runs"][number];

const COLUMNS = "lg:grid-cols-[minmax(0,1.4fr)_8.5rem_minmax(0,1fr)_9rem_5rem_1rem]";
const OF_ONE_WORKSPACE = "lg:grid-cols-[8.5rem_minmax(0,1fr)_7.5rem_5rem_1rem]";

/** `ofOne`: all of the list's runs are of one workspace, which the page names. */
interface InList {
  readonly ofOne: boolean;
}

/** What the columns of a wide screen hold; each row says it in itself. */
export function RunRowHead({ ofOne }: InList) {
  return (
    <div aria-hidden className={cn("hidden gap-x-5 border-b bg-canvas px-5 py-2.5 text-xs font-medium text-ink-3 lg:grid", ofOne ? OF_ONE_WORKSPACE : COLUMNS)}>
      {!ofOne && <span>Workspace</span>}<span>State</span><span>What</span><span className="text-right">Accepted</span><span className="text-right">Took</span>
    </div>
  );
}

/** One run: a line on a wide screen, a card on a narrow one. */
export function RunRow({ run, ofOne }: { run: Row } & InList) {
  const { label, tone } = runBadge(run);
  return (
    <li className="border-b last:border-b-0">
      <Link
        href={`/admin/runs/${run.runId}`}
        className={cn("grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-1 px-4 py-3.5 text-sm hover:bg-canvas focus-visible:-outline-offset-2 sm:px-5", ofOne ? OF_ONE_WORKSPACE : COLUMNS)}
      >
        {!ofOne && (
          <div className="min-w-0">
            <p className="truncate font-medium">{run.subdomain}</p>
            <p className="truncate text-[13px] text-ink-3">{run.ownerEmail}</p>
          </div>
        )}
        <Badge tone={tone} className={cn(ofOne ? "max-lg:order-1 justify-self-end" : "justify-self-end", "lg:justify-self-start")}>{label}</Badge>
        <p className={cn("min-w-0 text-[13px] text-ink-2 lg:col-span-1", ofOne ? "break-words" : "col-span-2 truncate")}>
          {RUN_KIND_LABELS[run.kind]} ·{" "}
          {run.error !== null ? <span className="text-bad">{run.error.code}{run.error.step !== null && ` at ${run.error.step}`}</span> : run.stepsTotal > 0 ? `${run.stepsDone} of ${run.stepsTotal} steps` : "Not begun"}
          {run.attempt > 1 && <span className="text-ink-3"> · attempt {run.attempt}</span>}
        </p>
        <p className={cn("text-[13px] text-ink-3 lg:text-right", ofOne && "max-lg:order-2")}><LocalTime at={run.createdAt} /></p>
        <p className={cn("text-right text-[13px] text-ink-3 tabular-nums", ofOne && "max-lg:order-2")}>{run.startedAt === null ? "–" : <Elapsed from={run.startedAt} to={run.finishedAt} />}</p>
        <span className="hidden lg:block"><LinkPending><ChevronRight aria-hidden className="size-4 text-ink-3" /></LinkPending></span>
      </Link>
    </li>
  );
}

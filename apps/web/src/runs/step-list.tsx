"use client";

import { Elapsed } from "../time/elapsed.tsx";
import { cn } from "../ui/class-names.ts";
import type { StepView } from "./run-view.ts";
import { StepSign } from "./step-sign.tsx";
import { stepNote, stepStateWords, wasStopped } from "./step-words.ts";

/**
 * The steps of a run as they are: states, measured times, and what the bench itself says of the one at work.
 * `still`: without a running clock, as it is not known whether it goes on.
 */
export function StepList({ steps, still = false }: { steps: readonly StepView[]; still?: boolean }) {
  return (
    <ol className="relative">
      {steps.map((step, at) => (
        <li key={step.name} className="relative flex gap-4 pb-1">
          {at < steps.length - 1 && <span aria-hidden className={cn("absolute top-8.5 -bottom-0.5 left-[11.5px] w-px", step.state === "succeeded" ? "bg-good/40" : "bg-line")} />}
          <span aria-hidden className="relative z-1 mt-1.5 shrink-0"><StepSign state={step.state} stopped={wasStopped(step)} /></span>
          <div className="min-w-0 flex-1 pt-1.5 pb-2.5">
            <Line step={step} still={still} />
            {step.state === "running" && <Detail step={step} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Line({ step, still }: { step: StepView; still: boolean }) {
  const note = stepNote(step);
  const faint = step.state === "pending" || step.state === "undone";
  return (
    <div className="flex items-baseline gap-x-3 text-[15px] leading-6 max-sm:flex-wrap">
      <p className={cn("min-w-0 flex-1 basis-32 transition-colors", faint ? "text-ink-3" : "text-ink", step.state === "running" && "font-medium", step.state === "undone" && "line-through decoration-edge")}>
        {step.label}
        <span className="sr-only">: {stepStateWords(step)}</span>
      </p>
      {note !== null && <span aria-hidden className={cn("shrink-0 text-[13px] max-sm:order-last max-sm:w-full max-sm:leading-5", step.state === "undo_failed" || (step.error !== null && !wasStopped(step)) ? "text-bad" : "text-ink-3")}>{note}</span>}
      <span className="min-w-12 shrink-0 text-right text-[13px] text-ink-3 tabular-nums">{!(still && (step.state === "running" || step.state === "undoing")) && <StepTime step={step} />}</span>
    </div>
  );
}

function StepTime({ step }: { step: StepView }) {
  if (step.state === "undoing" || step.state === "undone" || step.state === "undo_failed") return <Elapsed from={step.undoStartedAt} to={step.undoFinishedAt} />;
  return <Elapsed from={step.startedAt} to={step.finishedAt} />;
}

/** Two lines that are there as long as the step works, so that the list below does not move with every line. */
function Detail({ step: { progress } }: { step: StepView }) {
  return (
    <div className="mt-1.5">
      <p className="h-5 truncate font-mono text-xs leading-5 text-ink-3">{progress?.line ?? ""}</p>
      <div className="mt-1.5 h-1">
        {progress?.percent != null && (
          <div role="progressbar" aria-label={progress.line} aria-valuenow={progress.percent} aria-valuemin={0} aria-valuemax={100} className="h-1 overflow-hidden rounded-full bg-line">
            <div className="h-full rounded-full bg-accent-text transition-[width] duration-300" style={{ width: `${progress.percent}%` }} />
          </div>
        )}
      </div>
    </div>
  );
}

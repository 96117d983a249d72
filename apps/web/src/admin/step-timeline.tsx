import { StepSign } from "../runs/step-sign.tsx";
import type { StepView } from "../runs/run-view.ts";
import { stepStateWords, wasStopped } from "../runs/step-words.ts";
import { Elapsed } from "../time/elapsed.tsx";
import { LocalTime } from "../time/local-time.tsx";
import { cn } from "../ui/class-names.ts";

/** The steps of a run's latest attempt with all that the journal has of them. */
export function StepTimeline({ steps }: { steps: readonly StepView[] }) {
  if (steps.length === 0) return <p className="rounded-2xl border border-dashed px-6 py-12 text-center text-sm text-ink-2">No step has begun.</p>;
  return (
    <ol className="overflow-hidden rounded-2xl border bg-surface shadow-card">
      {steps.map((step) => (
        <li key={step.name} className="flex gap-3.5 border-b px-4 py-3.5 last:border-b-0 sm:px-5">
          <span aria-hidden className="shrink-0"><StepSign state={step.state} stopped={wasStopped(step)} /></span>
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <p className={cn("min-w-0 text-sm leading-6 font-medium", step.state === "pending" && "text-ink-3")}>{step.label} <span className="ml-1 font-mono text-xs font-normal text-ink-3">{step.name}</span></p>
              <p className="text-[13px] text-ink-3 tabular-nums"><Elapsed from={step.startedAt} to={step.finishedAt} /></p>
            </div>
            <StepFacts step={step} />
            {step.progress !== null && step.state === "running" && <p className="mt-1 truncate font-mono text-xs text-ink-3">{step.progress.line}{step.progress.percent !== null && ` ${step.progress.percent} %`}</p>}
            {step.error !== null && <p className={cn("mt-1.5 rounded-lg px-3 py-2 text-[13px] leading-5 break-words", wasStopped(step) ? "bg-sunken" : "bg-bad-soft")}><span className={cn("font-mono text-xs font-medium", wasStopped(step) ? "text-ink-3" : "text-bad")}>{step.error.code}</span> {step.error.message}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepFacts({ step }: { step: StepView }) {
  return (
    <p className="flex flex-wrap gap-x-4 text-[13px] leading-5 text-ink-3">
      <span>{stepStateWords(step)}</span>
      {step.tries > 1 && <span>{step.tries} tries</span>}
      {step.startedAt !== null && <span>began <LocalTime at={step.startedAt} /></span>}
      {step.undoStartedAt !== null && <span>undo began <LocalTime at={step.undoStartedAt} />, <Elapsed from={step.undoStartedAt} to={step.undoFinishedAt} /></span>}
    </p>
  );
}

import { Check, LoaderCircle, RotateCcw, Square, TriangleAlert, X } from "lucide-react";
import { cn } from "../ui/class-names.ts";
import type { StepView } from "./run-view.ts";

/** A step's state as a sign; the words beside it say the same. */
export function StepSign({ state, stopped = false }: { state: StepView["state"]; stopped?: boolean }) {
  const disc = "grid size-6 place-items-center rounded-full";
  switch (state) {
    case "pending": return <span className={cn(disc, "border border-dashed border-edge")} />;
    case "running": return <LoaderCircle className="size-6 animate-spin text-accent-text [animation-duration:1.4s]" strokeWidth={2} />;
    case "succeeded": return <span className={cn(disc, "bg-good-soft text-good")}><Check className="size-3.5" strokeWidth={3} /></span>;
    case "failed": return stopped ? <span className={cn(disc, "bg-sunken text-ink-3")}><Square className="size-3" strokeWidth={3} /></span> : <span className={cn(disc, "bg-bad-soft text-bad")}><X className="size-3.5" strokeWidth={3} /></span>;
    case "undoing": return <span className={cn(disc, "bg-warn-soft text-warn")}><RotateCcw className="size-3.5 animate-breathe" strokeWidth={2.5} /></span>;
    case "undone": return <span className={cn(disc, "bg-sunken text-ink-3")}><RotateCcw className="size-3.5" strokeWidth={2.5} /></span>;
    case "undo_failed": return <span className={cn(disc, "bg-bad-soft text-bad")}><TriangleAlert className="size-3.5" strokeWidth={2.5} /></span>;
  }
}

import type { StepView } from "./run-view.ts";

/** Whether a step ended because somebody stopped the run: nothing went wrong with it. */
export function wasStopped({ error }: Pick<StepView, "error">): boolean {
  return error?.code === "ABORTED";
}

/** What a step's state says beside its label; nothing where the sign alone is clear. */
export function stepNote(step: StepView): string | null {
  switch (step.state) {
    case "pending":
    case "succeeded": return null;
    case "running": return step.tries > 1 ? `${ordinal(step.tries)} try` : null;
    case "failed": return wasStopped(step) ? "stopped" : "failed";
    case "undoing": return "taking back";
    case "undone": return step.error === null ? "taken back" : wasStopped(step) ? "stopped, taken back" : "failed, taken back";
    case "undo_failed": return "could not be taken back";
  }
}

/** What a screen reader hears of a step's state. */
export function stepStateWords(step: StepView): string {
  return step.state === "failed" && wasStopped(step) ? "stopped" : STEP_STATE_WORDS[step.state];
}

const STEP_STATE_WORDS: Readonly<Record<StepView["state"], string>> = {
  pending: "not begun",
  running: "working",
  succeeded: "done",
  failed: "failed",
  undoing: "being undone",
  undone: "undone",
  undo_failed: "undo failed",
};

/** What is announced while a run goes on: which step, of how many. */
export function announcement(steps: readonly StepView[]): string {
  const at = steps.findIndex(({ state }) => state === "running" || state === "undoing");
  const step = steps[at];
  if (step === undefined) return "";
  return step.state === "undoing" ? `Undoing: ${step.label}.` : `Step ${at + 1} of ${steps.length}: ${step.label}.`;
}

function ordinal(tries: number): string {
  return ["", "first", "second", "third", "fourth", "fifth"][tries] ?? `${tries}th`;
}

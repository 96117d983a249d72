import type { Transitions } from "./machine.ts";

export const RUN_KINDS = ["provision", "suspend", "resume", "set_plan", "reset_password", "deprovision", "remove_leftovers", "register", "sign_in"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export const RUN_STATES = ["queued", "running", "undoing", "succeeded", "rolled_back", "needs_attention"] as const;
export type RunState = (typeof RUN_STATES)[number];

/**
 * A retry takes a rolled-back run, or one that needs attention, back to `queued` with a higher attempt.
 * `running` → `needs_attention`: what an earlier attempt left could not be undone this time either, or the run
 * has no way back and a step failed for good.
 * `needs_attention` → `rolled_back`: nothing of it is on the bench any more, so that nobody needs to look.
 */
export const RUN_TRANSITIONS: Transitions<RunState> = {
  queued: ["running"],
  running: ["succeeded", "undoing", "needs_attention"],
  undoing: ["rolled_back", "needs_attention"],
  succeeded: [],
  rolled_back: ["queued"],
  needs_attention: ["queued", "rolled_back"],
};

/** States in which a run is over unless somebody asks for a retry. */
export const FINAL_RUN_STATES: readonly RunState[] = ["succeeded", "rolled_back", "needs_attention"];

export const STEP_STATES = [
  "pending", "running", "succeeded", "failed", "undoing", "undone", "undo_failed",
] as const;
export type StepState = (typeof STEP_STATES)[number];

/** A step that failed, or whose outcome is unknown because its worker died, is undone like one that succeeded. */
export const STEP_TRANSITIONS: Transitions<StepState> = {
  pending: ["running"],
  running: ["succeeded", "failed", "undoing"],
  succeeded: ["undoing"],
  failed: ["undoing"],
  undoing: ["undone", "undo_failed"],
  undone: [],
  undo_failed: ["undoing"],
};

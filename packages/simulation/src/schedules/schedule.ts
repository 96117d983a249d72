/** What goes on while things go wrong. */
export const STORIES = [
  "a workspace is built", "a build fails and is undone", "a failed build is tried again",
  "a workspace is removed", "a workspace is closed", "a workspace is opened", "a plan is changed", "a sign-in is made",
  "a workspace is registered", "a password is set anew",
  "the name is that of somebody else's site", "a build whose undo failed is tried again", "what a build left comes back",
] as const;
export type Story = (typeof STORIES)[number];

/** The six moments of a step's try, or of its undo. */
export const MOMENTS = [
  "before intent", "intent written, effect not sent", "accepted, answer on its way", "in mid-effect", "done, not recorded", "recorded, next not scheduled",
] as const;
export type MomentName = (typeof MOMENTS)[number];

export const FAULTS = [
  "worker killed", "worker frozen past its lease", "agent killed", "worker and agent killed", "command killed", "runner killed",
  "request lost", "answer lost", "request delivered twice", "request delivered after take-over", "stream cut",
  "database restarted", "database restarted, commit's answer lost", "database restarted, commit lost", "write conflict",
  "MariaDB restarted", "disk full", "worker's clock an hour ahead", "worker's clock an hour behind", "agent's clock an hour ahead", "agent's clock an hour behind",
  "database's clock an hour ahead", "database's clock an hour behind",
  "partial effect, non-zero exit", "whole effect, non-zero exit", "hang",
  "runner killed at its 1st write", "runner killed at its 2nd write", "runner killed at its 3rd write", "runner killed at its 4th write", "runner killed at its 5th write",
  "runner killed at its 6th write", "runner killed at its 7th write", "runner killed at its 8th write", "runner killed at its 9th write", "runner killed at its 10th write",
  "runner killed at its 11th write", "runner killed at its 12th write", "runner killed at its 13th write", "runner killed at its 14th write",
  "agent killed at its 1st write", "agent killed at its 2nd write", "agent killed at its 3rd write",
  "abort", "retry", "removal", "mail server down", "mail server's answer lost",
] as const;
export type FaultName = (typeof FAULTS)[number];

/** One thing that goes wrong at one place. */
export interface Injection {
  readonly step: string;
  readonly direction: "run" | "undo";
  readonly moment: MomentName;
  readonly fault: FaultName;
}

/** One course of events: a story, and what goes wrong in it. */
export interface Schedule {
  readonly story: Story;
  readonly seed: number;
  readonly injections: readonly Injection[];
}

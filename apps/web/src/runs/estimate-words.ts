import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import type { RunView } from "./run-view.ts";

type Range = { readonly from: number; readonly to: number };

/**
 * When a build is likely to be done, from recent ones, or that this is not known; `null` where nothing is said.
 * Empty while a build is taken back: its place on the page stays.
 */
export function estimateText(run: Pick<RunView, "kind" | "state" | "abortRequested" | "estimate">): string | null {
  const { kind, state, estimate } = run;
  if (kind !== "provision" || FINAL_RUN_STATES.includes(state)) return null;
  if (state === "undoing" || run.abortRequested) return "";
  if (estimate === null) return "How long it takes is not known yet: too few workspaces were built here lately.";
  if (state === "running") return `The last ${estimate.builds} builds mostly took ${rangeText(estimate.build)}.`;
  if (estimate.ready === null) return `When it begins is not known at the moment. Once it has begun, it takes ${rangeText(estimate.build)}.`;
  return `It is likely to be ready in ${rangeText(estimate.ready)}, going by the last ${estimate.builds} builds.`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A range of seconds in plain words, never narrower than it is: `20 to 35 seconds`, `2 to 4 minutes`, `up to 2 hours`. */
export function rangeText({ from, to }: Range): string {
  if (to < MINUTE) return inUnits({ from, to }, 5, "second");
  return to < 90 * MINUTE ? inUnits({ from: from / MINUTE, to: to / MINUTE }, 1, "minute") : inUnits({ from: from / HOUR, to: to / HOUR }, 1, "hour");
}

function inUnits({ from, to }: Range, step: number, unit: string): string {
  const least = Math.floor(from / step) * step;
  const most = Math.max(step, Math.ceil(to / step) * step);
  const amount = `${most} ${unit}${most === 1 ? "" : "s"}`;
  if (least === most) return `about ${amount}`;
  return least === 0 ? `up to ${amount}` : `${least} to ${amount}`;
}

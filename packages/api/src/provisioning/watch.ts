import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import { tracked } from "@trpc/server";
import { pulses } from "../events/pulses.ts";
import { signedInProcedure } from "../trpc.ts";
import { readableRun } from "./run-access.ts";
import { viewRun } from "./run-view.ts";
import { type RunView, watchInput } from "./schema.ts";

/**
 * A run as it is now and after every change, until it is over. An event's id is the run's version:
 * who comes back with the last one gets what is newer, and nothing twice. While it waits, its place in the
 * queue changes without it: that comes under the same id.
 */
export const watch = signedInProcedure.input(watchInput).subscription(async function* ({ ctx, input, signal = new AbortController().signal }) {
  let seen = Number(input.lastEventId ?? 0);
  let seenPlace = "";
  const subscribe = (wake: () => void) => ctx.runEvents.subscribe(input.runId, wake);
  for await (const _ of pulses(subscribe, ctx.config.durations.reread, signal)) {
    // Read with its rights each time: a workspace may get another owner while somebody watches.
    const view = await viewRun(ctx, await readableRun(ctx, input.runId));
    const place = placeOf(view);
    if (!(view.version <= seen) || place !== seenPlace) yield tracked(String(view.version), view);
    [seen, seenPlace] = [view.version, place];
    if (FINAL_RUN_STATES.includes(view.state)) return;
  }
});

/** What is told of a wait, to see whether it changed; empty when the run does not wait. */
function placeOf({ queuedBefore, estimate }: RunView): string {
  return queuedBefore === null ? "" : JSON.stringify([queuedBefore, estimate]);
}

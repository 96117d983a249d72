import { tracked } from "@trpc/server";
import { pulses } from "../events/pulses.ts";
import { staffProcedure } from "../trpc.ts";
import { watchInput } from "./schema.ts";

/**
 * Says that the audit log grew, so that a panel fetches its first page again. Told also when the newest
 * id stayed: an event that was written earlier may be committed after a later one.
 */
export const watch = staffProcedure.input(watchInput).subscription(async function* ({ ctx, input, signal = new AbortController().signal }) {
  let seen = input.lastEventId ?? "";
  const subscribe = (wake: () => void) => ctx.auditEvents.subscribe(wake);
  for await (const pulse of pulses(subscribe, ctx.config.durations.reread, signal)) {
    const newest = await ctx.prisma.auditEvent.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
    const newestId = String(newest?.id ?? 0);
    if (pulse === "timer" && newestId === seen) continue;
    seen = newestId;
    yield tracked(newestId, { newestId });
  }
});

import type { Prisma, Run } from "@nexus/db/client";
import { runInput } from "@nexus/provisioning/runs/input";
import type { ApiContext } from "../context.ts";
import { workers } from "./queue-place.ts";
import type { Estimate } from "./schema.ts";

/** Builds that count: the newest so many, … */
const NEWEST = 50;
/** … none older than this, in milliseconds. */
const RECENT = 30 * 86_400_000;
/** Fewer say nothing: then nothing is said. */
const ENOUGH = 5;

/** How long builds took, in seconds: half of them between `quick` and `slow`. */
export interface Durations {
  readonly builds: number;
  readonly quick: number;
  readonly median: number;
  readonly slow: number;
}

/** Who waits for what. */
export interface Waiting {
  /** Runs that are taken before. */
  readonly before: number;
  readonly places: number;
  readonly busy: number;
}

/** What can honestly be said of when a build is done; `null` for what is none, or while too little is known. */
export async function estimateOf(tx: Prisma.TransactionClient, { now }: Pick<ApiContext, "now">, run: Run, before: number | null): Promise<Estimate | null> {
  if (run.kind !== "provision" || (run.state !== "queued" && run.state !== "running")) return null;
  const durations = await recentDurations(tx, runInput.parse(run.input).apps.length, now());
  if (durations === null) return null;
  const ready = before === null ? null : readyIn(durations, { before, ...(await workers(tx, run.kind)) });
  return { builds: durations.builds, build: { from: durations.quick, to: durations.slow }, ready };
}

/** Of the newest builds that succeeded with as many apps; a later attempt counts from its own start. */
async function recentDurations(tx: Prisma.TransactionClient, apps: number, now: Date): Promise<Durations | null> {
  const since = new Date(now.getTime() - RECENT);
  const [row] = await tx.$queryRaw<Durations[]>`
    select count(*)::int as builds,
      ceil(percentile_cont(0.25) within group (order by seconds))::int as quick,
      ceil(percentile_cont(0.5) within group (order by seconds))::int as median,
      ceil(percentile_cont(0.75) within group (order by seconds))::int as slow
    from (
      select extract(epoch from finished_at - started_at) as seconds from runs
      where kind = 'provision' and state = 'succeeded' and finished_at > ${since}::timestamptz and started_at is not null
        and jsonb_array_length(input -> 'apps') = ${apps}::int
      order by finished_at desc limit ${NEWEST}) recent`;
  return row === undefined || row.builds < ENOUGH ? null : row;
}

/**
 * Seconds from now until a waiting build is done: places become free one after the other, all of them once in
 * a median build; then it takes what a build takes. `null` while no worker is there who could begin.
 */
export function readyIn({ quick, median, slow }: Durations, { before, places, busy }: Waiting): Estimate["ready"] {
  if (places === 0) return null;
  const mustEnd = Math.max(0, before + 1 - Math.max(0, places - busy));
  const rounds = Math.ceil(mustEnd / places);
  // Those who work now may be about to end, or have just begun.
  return { from: Math.max(0, rounds - 1) * median + quick, to: rounds * median + slow };
}

import type { Prisma, Run } from "@nexus/db/client";

/** Seconds from the turn of one waiting run of a source to that of its next. */
const SPACING = 5 * 60;
/** Turns are counted from here, in seconds: they fit DBOS's 32-bit priorities until 2094. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/**
 * Gives a run that is about to wait its place among the others: first come, first served, but each further
 * run that a source has waiting comes five minutes after its one before. So a source with many runs shares the
 * queue with those that have one, and none of its runs waits for ever.
 *
 * @returns the run's place as a priority of its durable queue; the lower is the earlier.
 */
export async function takeTurn(tx: Prisma.TransactionClient, { id, source }: Pick<Run, "id" | "source">): Promise<number> {
  // Of two runs of one source that are accepted at once, the second counts the first.
  if (source !== null) await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`turn:${source}`}, 0))::text`;
  const [row] = await tx.$queryRaw<{ turn_at: Date }[]>`
    update runs set turn_at = greatest(
      clock_timestamp(),
      (select max(turn_at) from runs other
       where other.source = ${source}::text and other.state = 'queued' and other.id <> ${id}::uuid) + make_interval(secs => ${SPACING}))
    where id = ${id}::uuid returning turn_at`;
  if (row === undefined) throw new TypeError(`Run ${id} has no row.`);
  return Math.max(1, Math.floor((row.turn_at.getTime() - EPOCH_MS) / 1000));
}

import type { Prisma, PrismaClient } from "@nexus/db/client";

/** A look that this process has begun. */
export interface Look {
  readonly bench: string;
  readonly number: number;
  /** The last look before it that was finished: what that one did not see was not there. 0: there was none. */
  readonly previous: number;
}

/** Somebody began a newer look; what this one found is old and must not be written. */
export class LookOvertaken extends Error {
  override readonly name = "LookOvertaken";
}

/**
 * Begins a look at a bench, when the last one was begun `everySeconds` ago by the database's clock. Of several
 * workers one begins it; one that dies in it is overtaken when the next is due.
 *
 * @returns `null` while none is due.
 */
export async function beginLook(prisma: PrismaClient, bench: string, everySeconds: number): Promise<Look | null> {
  const [begun] = await prisma.$queryRaw<{ number: number; previous: number }[]>`
    insert into bench_looks as look (bench, number, begun_at) values (${bench}, 1, clock_timestamp())
    on conflict (bench) do update set number = look.number + 1, begun_at = clock_timestamp()
      where look.begun_at <= clock_timestamp() - make_interval(secs => ${everySeconds})
    returning number, finished_number as previous`;
  return begun === undefined ? null : { bench, ...begun };
}

/**
 * Records that a look is finished, in the transaction that writes what it found.
 *
 * @returns the moment, by the database's clock.
 * @throws LookOvertaken when a newer one was begun.
 */
export async function finishLook(tx: Prisma.TransactionClient, { bench, number }: Look): Promise<Date> {
  const [finished] = await tx.$queryRaw<{ at: Date }[]>`
    update bench_looks set finished_number = number, finished_at = clock_timestamp(), failing_since = null, failure = null
    where bench = ${bench} and number = ${number} returning finished_at as at`;
  if (finished === undefined) throw new LookOvertaken(`Look ${number} at the bench was overtaken.`);
  return finished.at;
}

/** Records that a look failed, for a reason in words. What earlier looks found stays as it is. */
export async function failLook(prisma: PrismaClient, { bench, number }: Look, failure: string): Promise<void> {
  await prisma.$executeRaw`
    update bench_looks set failing_since = coalesce(failing_since, clock_timestamp()), failure = ${failure}
    where bench = ${bench} and number = ${number}`;
}

import type { Prisma, PrismaClient, Run } from "@nexus/db/client";
import { FencedError } from "../engine.ts";
import type { RunFacts } from "../run-facts.ts";

/**
 * Does `work` in one transaction that begins by locking the run's row and checking its epoch: what a
 * stale worker wants to write is refused as a whole. The row's version rises, so that watchers wake.
 *
 * @throws FencedError when the run's epoch or attempt is another than the caller's.
 */
export function fencedTransaction<T>(
  prisma: PrismaClient, facts: RunFacts, work: (tx: Prisma.TransactionClient, run: Run) => Promise<T>,
): Promise<T> {
  return prisma.$transaction(
    async (tx) => {
      const [run] = await tx.run.updateManyAndReturn({
        where: { id: facts.id, epoch: facts.epoch, attempt: facts.attempt },
        data: { version: { increment: 1 } },
      });
      if (run === undefined) throw new FencedError(facts.id, facts.epoch);
      return work(tx, run);
    },
    { timeout: 30_000, maxWait: 30_000 },
  );
}

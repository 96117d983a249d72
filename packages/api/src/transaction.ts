import type { Prisma, PrismaClient } from "@nexus/db/client";
import { isConflict } from "@nexus/db/failure";

/** Many may want the same name at once: they wait for a connection instead of failing. Milliseconds. */
const PATIENCE = { maxWait: 55_000, timeout: 30_000 };
const TRIES = 3;

/** Does `work` in one transaction; again when PostgreSQL ended it to resolve a deadlock. */
export async function transact<T>(prisma: PrismaClient, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await prisma.$transaction(work, PATIENCE);
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error;
    }
  }
}

import { hostname } from "node:os";
import type { PrismaClient } from "@nexus/db/client";
import { outlastDatabase } from "../database/outlast.ts";
import { every } from "../every.ts";
import type { Logger } from "../logging/logger.ts";

/** How long a lease holds without being renewed, by the database's clock. */
export const LEASE_SECONDS = 10;
const RENEW_EVERY_MS = 3_000;

/** This process's right to execute runs: a row in `worker_leases`. */
export interface Lease {
  /** Resolves when the lease is held; asks the database only when the last renewal is older than a lease lasts. */
  readonly confirm: () => Promise<void>;
  /** Whether renewals went well for long enough that every other living worker had the time for one, too. */
  readonly isSteady: () => boolean;
  /** No more renewals; the row stays. */
  readonly stop: () => Promise<void>;
}

export interface LeaseParts {
  readonly prisma: PrismaClient;
  readonly executorId: string;
  readonly log: Logger;
  /** Provisioning runs that this process works on at once, for those who reckon how long others wait. */
  readonly places: number;
  /** Ends the process: the lease was taken while it was frozen or cut off, and its runs are another's. */
  readonly onLost: () => never;
}

/** Takes a lease for a new executor, waiting for the database as long as it takes, and renews it every three seconds. */
export async function keepLease(parts: LeaseParts): Promise<Lease> {
  const { prisma, executorId, log, places } = parts;
  let renewedAt = performance.now();
  let troubledAt: number | null = null;
  await outlastDatabase(log, () => prisma.$executeRaw`
    insert into worker_leases (executor_id, host, pid, places, expires_at)
    values (${executorId}, ${hostname()}, ${process.pid}, ${places}, clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}))
    on conflict (executor_id) do nothing`);

  const renew = async (): Promise<void> => {
    const askedAt = performance.now();
    // An expired lease that nobody has taken is as good as a valid one.
    const renewed = await prisma.$executeRaw`
      update worker_leases set expires_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}) where executor_id = ${executorId}`;
    if (renewed === 0) parts.onLost();
    renewedAt = askedAt;
  };
  const renewing = every(RENEW_EVERY_MS, renew, (error) => {
    troubledAt = performance.now();
    log.warn({ error }, "the lease was not renewed; trying again");
  });
  return {
    confirm: async () => {
      if (performance.now() - renewedAt > LEASE_SECONDS * 1000) await outlastDatabase(log, renew);
    },
    isSteady: () => troubledAt === null || renewedAt > troubledAt + 2 * RENEW_EVERY_MS,
    stop: renewing.stop,
  };
}

import { createHash } from "node:crypto";
import type { PrismaClient } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { type ApiConfig, RATE_NAMES, type RateName } from "./config.ts";

/** Counters that all processes share, because they are rows of the database. */
export interface RateLimits {
  /**
   * Counts one try of `who`.
   *
   * @throws NexusError RATE_LIMITED with `retryAfterSeconds`.
   */
  consume(name: RateName, who: string): Promise<void>;
}

/** Rate limits in table `rate_limits`, which a migration makes. */
export function createRateLimits(prisma: PrismaClient, rates: ApiConfig["rates"]): RateLimits {
  const storeClient = { query: (query: Query) => runQuery(prisma, query) };
  const limiter = (name: RateName) => new RateLimiterPostgres({
    storeClient, storeType: "pool", tableName: "rate_limits", tableCreated: true,
    keyPrefix: name, points: rates[name].points, duration: rates[name].seconds,
  });
  const limiters = new Map(RATE_NAMES.map((name) => [name, limiter(name)]));
  return {
    async consume(name, who) {
      try {
        await limiters.get(name)?.consume(keyOf(who));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new NexusError("RATE_LIMITED", { details: { retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000) } });
      }
    },
  };
}

interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** The store's queries over Prisma's pool: a second pool would double the connections. */
async function runQuery(prisma: PrismaClient, { text, values = [] }: Query): Promise<{ rows: Row[]; rowCount: number }> {
  const found = await prisma.$queryRawUnsafe<{ points: number; expire: bigint | null }[]>(text, ...values);
  const rows = found.map(({ points, expire }) => ({ points, expire: expire === null ? null : Number(expire) }));
  return { rows, rowCount: rows.length };
}

interface Row {
  readonly points: number;
  readonly expire: number | null;
}

/** The counters' table holds no addresses of people. */
function keyOf(who: string): string {
  return createHash("sha256").update(who).digest("base64url");
}

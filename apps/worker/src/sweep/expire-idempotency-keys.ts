import type { PrismaClient } from "@nexus/db/client";

/** Forgets idempotency keys whose time ran out. */
export async function expireIdempotencyKeys(prisma: PrismaClient, now: Date): Promise<number> {
  const { count } = await prisma.idempotencyKey.deleteMany({ where: { expiresAt: { lte: now } } });
  return count;
}

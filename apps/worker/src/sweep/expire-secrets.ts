import type { PrismaClient } from "@nexus/db/client";

/** Deletes secrets whose time ran out. */
export async function expireSecrets(prisma: PrismaClient, now: Date): Promise<number> {
  const { count } = await prisma.secret.deleteMany({ where: { expiresAt: { lte: now } } });
  return count;
}

import type { Prisma } from "@nexus/db/client";
import { databaseName } from "@nexus/domain/names/site";

/** Database of a tenant's site: called after the run that built it, which may not have noted its own end yet, as the workspace is open before that. */
export async function siteDatabaseOf(prisma: Pick<Prisma.TransactionClient, "run">, tenantId: string): Promise<string> {
  const { id, attempt } = await prisma.run.findFirstOrThrow({ where: { tenantId, kind: "provision" }, orderBy: { createdAt: "desc" } });
  return databaseName(id, attempt);
}

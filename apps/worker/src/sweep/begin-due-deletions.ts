import type { PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { beginDeletion } from "@nexus/provisioning/tenants/begin-deletion";
import { lockTenant } from "@nexus/provisioning/tenants/change-tenant";

/** Most deletions that begin in one sweep; the next ones wait for the next sweep. */
const AT_ONCE = 50;

export interface DueDeletionsParts {
  readonly prisma: PrismaClient;
  readonly actor: Omit<Actor, "requestId">;
  /** Told of a deletion that could not begin; the others go on. */
  readonly onError: (error: unknown) => void;
}

/**
 * Begins the removal of each workspace whose time has come by the database's clock. Of several workers, and of
 * an owner who takes the deletion back at that moment, one wins: the row's lock and its state decide.
 *
 * @returns names of the workspaces whose removal has begun.
 */
export async function beginDueDeletions({ prisma, actor, onError }: DueDeletionsParts): Promise<string[]> {
  const due = await prisma.$queryRaw<{ id: string }[]>`
    select id from tenants where state = 'deletion_scheduled' and delete_at <= clock_timestamp() order by delete_at limit ${AT_ONCE}`;
  const begun: string[] = [];
  for (const { id } of due) {
    try {
      const subdomain = await beginOne(prisma, actor, id);
      if (subdomain !== null) begun.push(subdomain);
    } catch (error) {
      onError(error);
    }
  }
  return begun;
}

function beginOne(prisma: PrismaClient, actor: Omit<Actor, "requestId">, id: string): Promise<string | null> {
  return prisma.$transaction(async (tx) => {
    const tenant = await lockTenant(tx, id);
    const [row] = await tx.$queryRaw<{ due: boolean }[]>`select coalesce(delete_at <= clock_timestamp(), false) as due from tenants where id = ${id}::uuid`;
    if (row?.due !== true) return null;
    const cause = { action: "tenant.deletion_due", reason: "The time for taking it back is over." } as const;
    await beginDeletion(tx, { ...actor, requestId: `deletion-${id}` }, tenant, cause);
    return tenant.subdomain;
  });
}

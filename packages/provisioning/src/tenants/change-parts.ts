import type { Prisma } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { LockedTenant } from "./change-tenant.ts";

/** What a person's change of a tenant is made with: who changes it, in which transaction, and how its owner is told. */
export interface ChangeParts {
  readonly tx: Prisma.TransactionClient;
  readonly actor: Actor;
  readonly sealingKey: Buffer;
  /** Address of the web application, without a slash at its end. */
  readonly webUrl: string;
}

/** Where a tenant's owner is written to, and the values that every mail to them has. */
export async function ownerOf({ tx, webUrl }: ChangeParts, { ownerId, organization }: LockedTenant) {
  const { email, fullName } = await tx.user.findUniqueOrThrow({ where: { id: ownerId } });
  return { to: email, values: { fullName, organization, dashboardUrl: `${webUrl}/dashboard` } };
}

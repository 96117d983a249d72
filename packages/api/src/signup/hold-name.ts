import type { Prisma, Signup } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { freeNames } from "../availability/free-names.ts";
import type { ApiContext } from "../context.ts";
import { endSignup } from "./end-signup.ts";

/**
 * Keeps the signup's name for it. The row's primary key decides between many who want it at once:
 * the others wait for the first one's transaction, then get `false`. An expired hold is taken over.
 */
export async function holdName(tx: Prisma.TransactionClient, ctx: ApiContext, actor: Actor, signup: Signup): Promise<boolean> {
  const { id, subdomain, expiresAt } = signup;
  await releaseExpired(tx, ctx, actor, subdomain);
  const { count } = await tx.nameHold.createMany({ data: { subdomain, signupId: id, expiresAt }, skipDuplicates: true });
  if (count === 0) return false;
  // Only now: a name's tenant is made in the transaction that gives up the hold which we just waited for.
  return (await freeNames(tx, ctx, { names: [subdomain], limit: 1, ownSignup: id })).length === 1;
}

async function releaseExpired(tx: Prisma.TransactionClient, ctx: ApiContext, actor: Actor, subdomain: string): Promise<void> {
  const ranOut = { subdomain, expiresAt: { lte: ctx.now() } };
  const hold = await tx.nameHold.findFirst({ where: ranOut });
  if (hold === null) return;
  await endSignup(tx, { ...actor, kind: "system", id: "signup" }, hold.signupId, "Its time ran out, and somebody else asked for the name.");
  await tx.nameHold.deleteMany({ where: ranOut });
}

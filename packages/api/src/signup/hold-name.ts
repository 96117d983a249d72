import type { Prisma, Signup } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { isNameFree, lockName } from "@nexus/provisioning/names/free-names";
import { nameRest } from "../availability/free-names.ts";
import type { ApiContext } from "../context.ts";
import { endSignup } from "./end-signup.ts";

/**
 * Keeps the signup's name for it. Of many who want it at once the others wait for the first one's
 * transaction, then get `false`; the row's primary key holds it. An expired hold is taken over.
 *
 * @param userId user who signs up, where that is known already: their own former names do not rest for them.
 */
export async function holdName(tx: Prisma.TransactionClient, ctx: ApiContext, actor: Actor, signup: Signup, userId: string | null): Promise<boolean> {
  const { id, subdomain, expiresAt } = signup;
  await lockName(tx, subdomain);
  await releaseExpired(tx, ctx, actor, subdomain);
  const { count } = await tx.nameHold.createMany({ data: { subdomain, signupId: id, expiresAt }, skipDuplicates: true });
  if (count === 0) return false;
  // Only now: a name's tenant is made in the transaction that gives up the hold which we just waited for.
  return isNameFree(tx, nameRest(ctx), subdomain, { userId, signupId: id });
}

async function releaseExpired(tx: Prisma.TransactionClient, ctx: ApiContext, actor: Actor, subdomain: string): Promise<void> {
  const ranOutBy = ctx.now();
  const ranOut = { subdomain, expiresAt: { lte: ranOutBy } };
  const hold = await tx.nameHold.findFirst({ where: ranOut });
  if (hold === null) return;
  // By the time that is looked at again with the signup locked: its address may be proved at this moment, which prolongs it.
  await endSignup(tx, { ...actor, kind: "system", id: "signup" }, hold.signupId, { reason: "Its time ran out, and somebody else asked for the name.", ranOutBy });
  await tx.nameHold.deleteMany({ where: ranOut });
}

import type { Prisma } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { recordEvent } from "@nexus/provisioning/audit/record-event";

/** States in which a signup still holds a name and a sealed password. */
export const OPEN_SIGNUPS = ["pending", "verified"];

interface Ending {
  readonly reason: string;
  /** Only one whose time has run out by then. */
  readonly ranOutBy?: Date;
}

/** Ends a signup that led to nothing: its name is free, its password wiped. Does nothing to one that is over. */
export async function endSignup(tx: Prisma.TransactionClient, actor: Actor, signupId: string, { reason, ranOutBy }: Ending): Promise<void> {
  const [ended] = await tx.signup.updateManyAndReturn({
    where: { id: signupId, state: { in: OPEN_SIGNUPS }, ...(ranOutBy === undefined ? {} : { expiresAt: { lte: ranOutBy } }) },
    data: { state: "expired", ticketHash: null },
  });
  if (ended === undefined) return;
  await tx.nameHold.deleteMany({ where: { signupId } });
  await tx.secret.deleteMany({ where: { subject: signupId } });
  await recordEvent(tx, actor, { action: "signup.expired", outcome: "succeeded", subdomain: ended.subdomain, reason });
}

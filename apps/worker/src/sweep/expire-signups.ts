import type { PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { SIGNUP_STATES, SIGNUP_TRANSITIONS, type SignupState } from "@nexus/domain/states/signup";
import { recordEvent } from "@nexus/provisioning/audit/record-event";

/** Most signups that are ended in one sweep; the next ones wait for the next sweep. */
const AT_ONCE = 200;
const MAY_EXPIRE = SIGNUP_STATES.filter((state) => SIGNUP_TRANSITIONS[state].includes("expired"));

/** Ends signups whose time ran out: the name is free again, the password that was typed is wiped. */
export async function expireSignups(prisma: PrismaClient, actor: Omit<Actor, "requestId">, now: Date): Promise<number> {
  const late = await prisma.signup.findMany({
    where: { state: { in: MAY_EXPIRE }, expiresAt: { lte: now } }, select: { id: true }, orderBy: { expiresAt: "asc" }, take: AT_ONCE,
  });
  for (const { id } of late) await expireSignup(prisma, actor, now, id);
  return late.length;
}

async function expireSignup(prisma: PrismaClient, actor: Omit<Actor, "requestId">, now: Date, id: string): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [signup] = await tx.signup.updateManyAndReturn({
      where: { id, state: { in: MAY_EXPIRE }, expiresAt: { lte: now } },
      data: { state: "expired" satisfies SignupState, ticketHash: null },
    });
    if (signup === undefined) return;
    await tx.nameHold.deleteMany({ where: { signupId: id } });
    await tx.secret.deleteMany({ where: { subject: id } });
    await recordEvent(tx, { ...actor, requestId: signup.requestId }, {
      action: "signup.expired", outcome: "succeeded", subdomain: signup.subdomain, reason: "Its time ran out.",
    });
  });
}

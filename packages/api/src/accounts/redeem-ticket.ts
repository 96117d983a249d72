import type { Session } from "../context.ts";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { splitToken, tokenHash } from "../signup/cookie.ts";
import { transact } from "../transaction.ts";
import type { SignInContext } from "./sign-in-context.ts";
import { visitorOf } from "../access/actor.ts";
import { networkOf } from "../access/network.ts";

/**
 * Turns the ticket of `signup.verify` into a session, once, within its two minutes.
 *
 * @returns `null` for a ticket that is unknown, used or too old.
 * @throws NexusError RATE_LIMITED
 */
export async function redeemTicket(ctx: SignInContext, ticket: string): Promise<Session | null> {
  await ctx.rateLimits.consume("signInByIp", networkOf(ctx.ip));
  const parts = splitToken(ticket);
  const session = parts === null ? null : await redeem(ctx, parts.signupId, parts.token);
  if (session === null) {
    await recordEvent(ctx.prisma, visitorOf(ctx, "visitor"), { action: "session.refused", outcome: "refused", reason: "ticket" });
  }
  return session;
}

function redeem(ctx: SignInContext, signupId: string, token: string): Promise<Session | null> {
  return transact(ctx.prisma, async (tx) => {
    const [signup] = await tx.signup.updateManyAndReturn({
      where: { id: signupId, ticketHash: tokenHash(token), ticketExpiresAt: { gt: ctx.now() } },
      data: { ticketHash: null },
    });
    if (signup === undefined || signup.userId === null) return null;
    const actor = { ...visitorOf(ctx, signup.userId), kind: "owner" } as const;
    await recordEvent(tx, actor, { action: "session.started", outcome: "succeeded", reason: "ticket" });
    return { role: "member", userId: signup.userId, email: signup.email };
  });
}

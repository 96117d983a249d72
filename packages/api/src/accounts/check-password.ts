import { createHash, timingSafeEqual } from "node:crypto";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { actorOf, visitorOf } from "../access/actor.ts";
import { networkOf } from "../access/network.ts";
import type { StaffAccess } from "../config.ts";
import type { Session } from "../context.ts";
import { email as emailSchema } from "../signup/schema.ts";
import { passwordMatches } from "./password-hash.ts";
import type { SignInContext } from "./sign-in-context.ts";

const MAX_PASSWORD = 1_000;

/**
 * Signs in with address and password: an admin or operator of the configuration, else a person who proved the
 * address. Does the same work for an address that nobody has.
 *
 * @returns `null` when it does not fit, without a word on which of the two was wrong.
 * @throws NexusError RATE_LIMITED
 */
export async function checkPassword(ctx: SignInContext, email: string, password: string): Promise<Session | null> {
  await ctx.rateLimits.consume("signInByIp", networkOf(ctx.ip));
  const address = emailSchema.safeParse(email);
  if (!address.success || password.length > MAX_PASSWORD) return record(ctx, null);
  // Tight for one network and wide for all: nobody's wrong tries elsewhere lock a person out.
  await ctx.rateLimits.consume("signInByAddressAndIp", `${address.data} ${networkOf(ctx.ip)}`);
  await ctx.rateLimits.consume("signInByAddress", address.data);
  const user = await ctx.prisma.user.findUnique({ where: { email: address.data } });
  const isOwner = await passwordMatches(password, user?.passwordHash ?? null, ctx.config.passwordCost);
  for (const role of ["admin", "operator"] as const) {
    if (isStaff(ctx.config.staff[role], address.data, password)) return record(ctx, { role, email: address.data });
  }
  return record(ctx, isOwner && user !== null ? { role: "member", userId: user.id, email: user.email } : null);
}

async function record(ctx: SignInContext, session: Session | null): Promise<Session | null> {
  const facts = { reason: "password" };
  if (session === null) await recordEvent(ctx.prisma, visitorOf(ctx, "visitor"), { action: "session.refused", outcome: "refused", ...facts });
  else await recordEvent(ctx.prisma, actorOf({ ...ctx, session }), { action: "session.started", outcome: "succeeded", ...facts });
  return session;
}

function isStaff(access: StaffAccess, email: string, password: string): boolean {
  const fits = timingSafeEqual(digest(password), digest(access.password));
  return fits && access.password !== "" && access.emails.includes(email);
}

/** Digests have one length, so that comparing them tells nothing of the password's. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import type { Prisma, Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { unseal } from "@nexus/domain/secrets/seal";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { visitorOf } from "../access/actor.ts";
import { networkOf } from "../access/network.ts";
import { hashPassword } from "../accounts/password-hash.ts";
import type { ApiContext } from "../context.ts";
import { transact } from "../transaction.ts";
import { publicProcedure } from "../trpc.ts";
import { codeMatches } from "./code.ts";
import { joinToken, ownSignup, tokenHash } from "./cookie.ts";
import { limitCodeTries } from "./limit-address.ts";
import { refuseClosed } from "./refuse-closed.ts";
import { verifyInput, verifyOutput } from "./schema.ts";

/** Proves the address by the mailed code: the person gets an account, and a ticket that signs them in. */
export const verify = publicProcedure.input(verifyInput).output(verifyOutput).mutation(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("codeByIp", networkOf(ctx.ip));
  const signup = await ownSignup(ctx, input.signupId);
  await checkCode(ctx, signup, input.code).catch((error: unknown) => recordRefusal(ctx, signup, error));
  const token = ctx.random.token();
  await proveAddress(ctx, signup, token);
  return { signupId: signup.id, ticket: joinToken(signup.id, token) };
});

async function checkCode(ctx: ApiContext, signup: Signup, code: string): Promise<void> {
  const now = ctx.now();
  refuseClosed(signup, now);
  if (signup.codeExpiresAt <= now) throw new NexusError("CODE_EXPIRED", { field: "code" });
  await limitCodeTries(ctx, signup.email);
  // Counted before it is looked at, by a statement of its own that no later failure takes back.
  const [counted] = await ctx.prisma.signup.updateManyAndReturn({
    where: { id: signup.id, codeHash: signup.codeHash, codeTries: { lt: ctx.config.codeTries } },
    data: { codeTries: { increment: 1 } },
  });
  if (counted === undefined) throw new NexusError("CODE_TRIES_EXCEEDED", { field: "code" });
  if (codeMatches(ctx.sealingKey, counted, code)) return;
  const triesLeft = ctx.config.codeTries - counted.codeTries;
  throw new NexusError(triesLeft > 0 ? "CODE_WRONG" : "CODE_TRIES_EXCEEDED", { field: "code", details: { triesLeft } });
}

async function recordRefusal(ctx: ApiContext, signup: Signup, error: unknown): Promise<never> {
  if (error instanceof NexusError) {
    const { subdomain } = signup;
    const event = { action: "signup.code_refused", outcome: "refused", errorCode: error.code, subdomain } as const;
    await recordEvent(ctx.prisma, visitorOf(ctx, signup.id), event);
  }
  throw error;
}

async function proveAddress(ctx: ApiContext, before: Signup, ticket: string): Promise<void> {
  const passwordHash = await hashPassword(await ownerPassword(ctx, before), ctx.config.passwordCost);
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + ctx.config.durations.verifiedHold);
  await transact(ctx.prisma, async (tx) => {
    const [signup] = await tx.signup.updateManyAndReturn({
      where: { id: before.id, state: "pending", codeHash: before.codeHash },
      data: {
        state: "verified", verifiedAt: now, expiresAt,
        ticketHash: tokenHash(ticket), ticketExpiresAt: new Date(now.getTime() + ctx.config.durations.ticket),
      },
    });
    if (signup === undefined) throw await overtaken(tx, before.id, now);
    await keepUntil(tx, signup.id, expiresAt);
    const { email, fullName, subdomain } = signup;
    const user = await tx.user.upsert({
      where: { email },
      create: { email, fullName, passwordHash, emailVerifiedAt: now },
      // Whoever reads the mails of an address may set its password: this is the reset. The name stays the account's own.
      update: { passwordHash, emailVerifiedAt: now },
    });
    await tx.signup.update({ where: { id: signup.id }, data: { userId: user.id } });
    const event = { action: "signup.verified", outcome: "succeeded", subdomain, after: { user: user.id } } as const;
    await recordEvent(tx, visitorOf(ctx, signup.id), event);
  });
}

/** What happened to a signup between the look at its code and now. */
async function overtaken(tx: Prisma.TransactionClient, id: string, now: Date): Promise<NexusError> {
  // CODE_USED: the same right code came twice at once, and the other request was first.
  refuseClosed(await tx.signup.findUniqueOrThrow({ where: { id } }), now);
  // Another code was asked for.
  return new NexusError("CODE_EXPIRED", { field: "code" });
}

async function ownerPassword(ctx: ApiContext, signup: Signup): Promise<string> {
  const context = { subject: signup.id, purpose: "owner_password" };
  const secret = await ctx.prisma.secret.findUnique({ where: { subject_purpose: context } });
  if (secret === null) throw new NexusError("SIGNUP_EXPIRED");
  return unseal(ctx.sealingKey, context, secret.sealed);
}

async function keepUntil(tx: Prisma.TransactionClient, signupId: string, expiresAt: Date): Promise<void> {
  const { count } = await tx.nameHold.updateMany({ where: { signupId }, data: { expiresAt } });
  if (count === 0) throw new NexusError("SIGNUP_EXPIRED");
  await tx.secret.updateMany({ where: { subject: signupId }, data: { expiresAt } });
}

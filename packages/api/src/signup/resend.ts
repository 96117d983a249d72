import type { Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { networkOf } from "../access/network.ts";
import type { ApiContext } from "../context.ts";
import { transact } from "../transaction.ts";
import { publicProcedure } from "../trpc.ts";
import { codeHash, mailCode } from "./code.ts";
import { ownSignup } from "./cookie.ts";
import { limitCodeMails } from "./limit-address.ts";
import { refuseClosed } from "./refuse-closed.ts";
import { resendInput, resendOutput } from "./schema.ts";
import { codeExpiry, signupTimes } from "./view.ts";

/** Mails another code; the former one is void, and its tries begin anew; those of the address do not. */
export const resend = publicProcedure.input(resendInput).output(resendOutput).mutation(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("codeByIp", networkOf(ctx.ip));
  const before = await ownSignup(ctx, input.signupId);
  return signupTimes(ctx.config, await sendAnother(ctx, before));
});

async function sendAnother(ctx: ApiContext, before: Signup): Promise<Signup> {
  const now = ctx.now();
  refuseClosed(before, now);
  refuseTooLate(before, now);
  refuseTooMany(ctx, before, now);
  await limitCodeMails(ctx, before.email);
  const code = ctx.random.code();
  return transact(ctx.prisma, async (tx) => {
    const [signup] = await tx.signup.updateManyAndReturn({
      where: { id: before.id, state: "pending", codesSent: before.codesSent },
      data: {
        codeHash: codeHash(ctx.sealingKey, before.id, code),
        codeExpiresAt: codeExpiry(ctx.config, now, before.expiresAt),
        codeTries: 0,
        codesSent: { increment: 1 },
        lastCodeSentAt: now,
      },
    });
    // Somebody pressed twice: the other request has just sent a code.
    if (signup === undefined) throw tooSoon(ctx.config.durations.resend);
    await mailCode(tx, ctx, signup, code);
    return signup;
  });
}

/** A mail may be on its way for a minute, and a code must then be read and typed. */
const LEAST_TIME_MS = 2 * 60_000;

function refuseTooLate({ expiresAt }: Signup, now: Date): void {
  if (expiresAt.getTime() - now.getTime() >= LEAST_TIME_MS) return;
  throw new NexusError("SIGNUP_EXPIRED", { message: "The name is kept for less than two minutes from now, which is too short for another code. Please start again; nothing was created." });
}

function refuseTooMany(ctx: ApiContext, signup: Signup, now: Date): void {
  if (signup.codesSent >= ctx.config.codeSends) throw new NexusError("CODE_SENDS_EXCEEDED");
  const wait = signup.lastCodeSentAt.getTime() + ctx.config.durations.resend - now.getTime();
  if (wait > 0) throw tooSoon(wait);
}

function tooSoon(waitMs: number): NexusError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new NexusError("RATE_LIMITED", {
    message: `A code was sent a moment ago. You can ask for another in ${retryAfterSeconds} seconds.`,
    details: { retryAfterSeconds },
  });
}

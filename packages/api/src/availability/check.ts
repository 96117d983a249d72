import { subdomainProblem, subdomainProblemText } from "@nexus/domain/names/subdomain";
import { memberId } from "../access/actor.ts";
import { networkOf } from "../access/network.ts";
import { cookieSignup } from "../signup/cookie.ts";
import type { ApiContext } from "../context.ts";
import { publicProcedure } from "../trpc.ts";
import { NOBODY, isNameFree } from "@nexus/provisioning/names/free-names";
import { nameRest, suggestNames } from "./free-names.ts";
import { checkInput, checkOutput } from "./schema.ts";

const SUGGESTIONS = 3;

/** Whether a name can be had; the same answer whoever asks, but for the asker's own hold and own former names. */
export const check = publicProcedure.input(checkInput).output(checkOutput).query(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("availabilityByIp", networkOf(ctx.ip));
  const { subdomain } = input;
  const problem = subdomainProblem(subdomain, ctx.config);
  if (problem === null) {
    const own = input.signupId === undefined ? null : await cookieSignup(ctx, input.signupId);
    const asker = { userId: memberId(ctx.session), signupId: own?.id ?? null };
    if (await isNameFree(ctx.prisma, nameRest(ctx), subdomain, asker)) return { subdomain, available: true, reason: null, suggestions: [] };
  }
  const reason = problem === null ? await whyNotFree(ctx, subdomain) : subdomainProblemText[problem];
  return { subdomain, available: false, reason, suggestions: await suggestNames(ctx.prisma, ctx, subdomain, SUGGESTIONS) };
});

const TAKEN = "This name is taken. Please choose another, or sign in first if it was yours before.";

/** A name that nothing but somebody's unproved signup keeps may be free soon, which whoever asks again sees anyway. */
async function whyNotFree(ctx: ApiContext, subdomain: string): Promise<string> {
  const now = ctx.now();
  const hold = await ctx.prisma.nameHold.findFirst({ where: { subdomain, expiresAt: { gt: now }, signup: { state: "pending" } } });
  if (hold === null || !(await isNameFree(ctx.prisma, nameRest(ctx), subdomain, { ...NOBODY, signupId: hold.signupId }))) return TAKEN;
  const minutes = Math.ceil((hold.expiresAt.getTime() - now.getTime()) / 60_000);
  return `Somebody is signing up with this name right now. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}, or choose another.`;
}

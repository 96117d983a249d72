import { ERROR_TEXT } from "@nexus/domain/errors/codes";
import { subdomainProblem, subdomainProblemText } from "@nexus/domain/names/subdomain";
import { memberId } from "../access/actor.ts";
import { networkOf } from "../access/network.ts";
import { cookieSignup } from "../signup/cookie.ts";
import { publicProcedure } from "../trpc.ts";
import { isNameFree } from "@nexus/provisioning/names/free-names";
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
  const reason = problem === null ? ERROR_TEXT.SUBDOMAIN_TAKEN : subdomainProblemText[problem];
  return { subdomain, available: false, reason, suggestions: await suggestNames(ctx.prisma, ctx, subdomain, SUGGESTIONS) };
});

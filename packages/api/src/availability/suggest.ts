import { subdomainProblem } from "@nexus/domain/names/subdomain";
import { slugFromOrganization } from "@nexus/domain/names/suggest";
import { NOBODY, isNameFree } from "@nexus/provisioning/names/free-names";
import { networkOf } from "../access/network.ts";
import { publicProcedure } from "../trpc.ts";
import { nameRest, suggestNames } from "./free-names.ts";
import { suggestInput, suggestOutput } from "./schema.ts";

/** A free name made from an organization's: its own if it can be had, else the next best. */
export const suggest = publicProcedure.input(suggestInput).output(suggestOutput).query(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("availabilityByIp", networkOf(ctx.ip));
  const slug = slugFromOrganization(input.organization);
  const isAllowed = subdomainProblem(slug, ctx.config) === null;
  if (isAllowed && (await isNameFree(ctx.prisma, nameRest(ctx), slug, NOBODY))) return { subdomain: slug };
  const [subdomain = slug] = await suggestNames(ctx.prisma, ctx, slug, 1);
  return { subdomain };
});

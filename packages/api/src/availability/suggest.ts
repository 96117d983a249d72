import { slugFromOrganization } from "@nexus/domain/names/suggest";
import { networkOf } from "../access/network.ts";
import { publicProcedure } from "../trpc.ts";
import { isFree, suggestNames } from "./free-names.ts";
import { suggestInput, suggestOutput } from "./schema.ts";

/** A free name made from an organization's: its own if it can be had, else the next best. */
export const suggest = publicProcedure.input(suggestInput).output(suggestOutput).query(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("availabilityByIp", networkOf(ctx.ip));
  const slug = slugFromOrganization(input.organization);
  if (await isFree(ctx.prisma, ctx, slug, null)) return { subdomain: slug };
  const [subdomain = slug] = await suggestNames(ctx.prisma, ctx, slug, 1);
  return { subdomain };
});

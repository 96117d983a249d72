import { keptPassword } from "../provisioning/next-attempt.ts";
import { noInput, signedInProcedure } from "../trpc.ts";
import { mineOutput } from "./schema.ts";
import { viewTenant, withOwnerAndRun } from "./tenant-view.ts";

/** The signed-in person's workspaces, newest first; those that are deleted, or can no longer be built, are history. */
export const mine = signedInProcedure.input(noInput).output(mineOutput).query(async ({ ctx }) => {
  if (ctx.session.role !== "member") return { tenants: [] };
  const tenants = await ctx.prisma.tenant.findMany({
    where: {
      ownerId: ctx.session.userId, state: { not: "deleted" },
      OR: [{ state: { not: "released" } }, { secrets: { some: keptPassword(ctx.now()) } }],
    },
    orderBy: { createdAt: "desc" },
    include: withOwnerAndRun,
  });
  return { tenants: tenants.map((tenant) => viewTenant(ctx.config, tenant)) };
});

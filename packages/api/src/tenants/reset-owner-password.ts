import { requestPasswordReset } from "@nexus/provisioning/tenants/request-password-reset";
import { refuse } from "../access/refuse.ts";
import { refuseWeakPassword } from "../accounts/refuse-weak-password.ts";
import { signedInProcedure } from "../trpc.ts";
import { changeTenant, runAnswer } from "./change-tenant.ts";
import { resetPasswordInput, runOutput } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";

/** Sets a new password for the owner's user on the site, for the owner alone. It signs them out there everywhere. */
export const resetOwnerPassword = signedInProcedure.input(resetPasswordInput).output(runOutput).mutation(async ({ ctx, input }) => {
  const { id, subdomain, organization, ownerId } = await readableTenant(ctx, input.tenantId);
  if (ctx.session.role !== "member") return refuse(ctx, "FORBIDDEN", { tenant: { id, subdomain } });
  await ctx.rateLimits.consume("resetPasswordByUser", ctx.session.userId);
  const { fullName, email } = await ctx.prisma.user.findUniqueOrThrow({ where: { id: ownerId } });
  refuseWeakPassword(input.password, { fullName, email, organization, subdomain });
  return changeTenant(ctx, { tenantId: id, input, change: (parts, tenant) => requestPasswordReset(parts, tenant, input.password), answer: runAnswer });
});

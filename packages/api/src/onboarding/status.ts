import type { Prisma, Run, Tenant } from "@nexus/db/client";
import { FINAL_RUN_STATES, type RunState } from "@nexus/domain/states/run";
import type { z } from "zod";
import { noInput, signedInProcedure } from "../trpc.ts";
import { statusOutput } from "./schema.ts";

type Stage = z.infer<typeof statusOutput>;

/** Where the signed-in person stands: what waits for them comes before what works, that before what failed. */
export const status = signedInProcedure.input(noInput).output(statusOutput).query(async ({ ctx }): Promise<Stage> => {
  if (ctx.session.role !== "member") return { stage: "no_workspace" };
  const { userId } = ctx.session;
  const signup = await ctx.prisma.signup.findFirst({
    where: { userId, state: "verified", expiresAt: { gt: ctx.now() } },
    orderBy: { createdAt: "desc" },
  });
  if (signup !== null) {
    const { id: signupId, organization, subdomain } = signup;
    return { stage: "ready_to_start", signupId, organization, subdomain };
  }
  return stageOf(await tenantsWithRuns(ctx.prisma, userId));
});

type TenantWithRun = Tenant & { readonly runs: readonly Run[] };

function tenantsWithRuns(prisma: Prisma.TransactionClient, ownerId: string): Promise<TenantWithRun[]> {
  return prisma.tenant.findMany({
    where: { ownerId, state: { in: ["reserved", "active", "released"] } },
    orderBy: { createdAt: "desc" },
    include: { runs: { where: { kind: "provision" }, orderBy: { createdAt: "desc" }, take: 1 } },
  });
}

function stageOf(tenants: readonly TenantWithRun[]): Stage {
  const runs = tenants.filter(({ state }) => state !== "active").flatMap(({ runs }) => runs);
  const working = runs.find(({ state }) => !FINAL_RUN_STATES.includes(state as RunState));
  if (working !== undefined) return { stage: "provisioning", runId: working.id };
  const active = tenants.find(({ state }) => state === "active");
  if (active !== undefined) return { stage: "active", tenantId: active.id };
  const [failed] = runs;
  return failed === undefined ? { stage: "no_workspace" } : { stage: "failed", runId: failed.id };
}

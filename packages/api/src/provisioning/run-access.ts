import type { Run, Tenant, User } from "@nexus/db/client";
import { refuse } from "../access/refuse.ts";
import type { ProcedureContext, Session } from "../context.ts";

/** Somebody signed in who asks. */
export type Asker = ProcedureContext & { readonly session: Session };

/** What is read along with a run that somebody asks about. */
export const withOwner = { tenant: { include: { owner: true } } } as const;

export type RunOfTenant = Run & { readonly tenant: Tenant & { readonly owner: User } };

/** The run, for its owner, operators and admins; for everybody else it does not exist. */
export async function readableRun(ctx: Asker, runId: string): Promise<RunOfTenant> {
  const run = await ctx.prisma.run.findUnique({ where: { id: runId }, include: withOwner });
  if (run === null) return refuse(ctx, "NOT_FOUND");
  if (ctx.session.role === "member" && run.tenant.ownerId !== ctx.session.userId) return refuse(ctx, "NOT_FOUND", { run, tenant: run.tenant });
  return run;
}

/** The run, for those who may change it: its owner and admins. */
export async function changeableRun(ctx: Asker, runId: string): Promise<RunOfTenant> {
  const run = await readableRun(ctx, runId);
  if (ctx.session.role === "operator") return refuse(ctx, "FORBIDDEN", { run, tenant: run.tenant });
  return run;
}

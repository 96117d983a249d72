import type { BenchLook, Prisma, Run } from "@nexus/db/client";
import type { DriftState } from "@nexus/domain/states/drift";
import type { RunKind, RunState } from "@nexus/domain/states/run";
import type { z } from "zod";
import type { Session } from "../context.ts";
import { isRetryable } from "../provisioning/next-attempt.ts";
import { runError } from "../provisioning/run-view.ts";
import { noInput, staffProcedure } from "../trpc.ts";
import { driftOutput, things } from "./schema.ts";

type Output = z.input<typeof driftOutput>;

/** Most of each that are listed; an operator with more has one cause to look for. */
const LISTED = 200;

/** How the bench and the records differ, newest first, and what is left of the runs that need attention; for operators. */
export const drift = staffProcedure.input(noInput).output(driftOutput).query(async ({ ctx }) => {
  const [look] = await ctx.prisma.benchLook.findMany({ take: 1 });
  const open = { state: "open" satisfies DriftState, kind: { not: "attention" } };
  const drifts = await ctx.prisma.drift.findMany({ where: open, orderBy: [{ openedAt: "desc" }, { id: "desc" }], take: LISTED, include: withRuns });
  const count = await ctx.prisma.drift.count({ where: open });
  return { look: viewLook(look), drifts: drifts.map(viewDrift), more: Math.max(0, count - drifts.length), attention: await attention(ctx.prisma, ctx.session) };
});

const withRuns = {
  tenant: { select: { id: true, subdomain: true } }, run: true, mendingRun: true,
} satisfies Prisma.DriftInclude;

function viewLook(look: BenchLook | undefined): Output["look"] {
  return { finishedAt: look?.finishedAt ?? null, failingSince: look?.failingSince ?? null, failure: look?.failure ?? null };
}

function viewDrift({ id: driftId, kind, subject, found, openedAt, firstSeenAt, tenant, run, mendingRun }: Prisma.DriftGetPayload<{ include: typeof withRuns }>): Output["drifts"][number] {
  return {
    driftId, subject,
    // A CHECK holds the column to the closed list.
    kind: kind as Output["drifts"][number]["kind"],
    found: things.parse(found),
    openedAt: openedAt ?? firstSeenAt,
    workspace: tenant && { tenantId: tenant.id, subdomain: tenant.subdomain },
    run: run && viewRun(run),
    mending: mendingRun && viewRun(mendingRun),
  };
}

function viewRun({ id: runId, reference, state }: Run) {
  return { runId, reference, state: state as RunState };
}

async function attention(prisma: Prisma.TransactionClient, session: Session): Promise<Output["attention"]> {
  const runs = await prisma.run.findMany({
    where: { state: "needs_attention" satisfies RunState }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: LISTED, include: { tenant: true },
  });
  const looked = await prisma.drift.findMany({ where: { kind: "attention", state: { not: "closed" satisfies DriftState }, runId: { in: runs.map(({ id }) => id) } } });
  const remains = new Map(looked.map(({ runId, found }) => [runId, things.parse(found)]));
  return runs.map(({ id: runId, reference, kind, state, finishedAt, tenant, ...run }) => ({
    runId, reference, finishedAt, kind: kind as RunKind, error: runError(run),
    mayRetry: session.role === "admin" && isRetryable({ kind, state }),
    workspace: { tenantId: tenant.id, subdomain: tenant.subdomain },
    remains: remains.get(runId) ?? null,
  }));
}

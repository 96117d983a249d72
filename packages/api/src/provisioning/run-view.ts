import type { RunStep } from "@nexus/db/client";
import type { RunKind, RunState, StepState } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import { siteUrl } from "../tenants/site-url.ts";
import { estimateOf } from "./estimate.ts";
import { hasItsPassword, isRetryable } from "./next-attempt.ts";
import { runsBefore } from "./queue-place.ts";
import type { Asker, RunOfTenant } from "./run-access.ts";
import { type RunView, stepProgress } from "./schema.ts";

/**
 * A run with the steps of its latest attempt. The run was read first, so that the steps are at least
 * as new as the view's version: who has the version has missed nothing.
 */
export async function viewRun(ctx: Asker, run: RunOfTenant): Promise<RunView> {
  const { id: runId, attempt } = run;
  const steps = await ctx.prisma.runStep.findMany({ where: { runId, attempt }, orderBy: { ordinal: "asc" } });
  const before = run.state === "queued" ? await runsBefore(ctx.prisma, run) : null;
  const mayChange = ctx.session.role !== "operator";
  const { reference, version, createdAt, startedAt, finishedAt } = run;
  return {
    runId, reference, attempt, version, createdAt, startedAt, finishedAt,
    kind: run.kind as RunKind,
    state: run.state as RunState,
    tenant: viewTenantOfRun(ctx, run),
    steps: steps.map(viewStep),
    error: runError(run),
    queuedBefore: before,
    estimate: await estimateOf(ctx.prisma, ctx, run, before),
    abortRequested: run.abortRequestedAt !== null,
    mayRetry: mayChange && isRetryable(run) && (await hasItsPassword(ctx.prisma, ctx, run)),
    mayAbort: mayChange && isAbortable(run),
  };
}

function isAbortable(run: RunOfTenant): boolean {
  return run.kind === "provision" && ["queued", "running"].includes(run.state) && run.abortRequestedAt === null;
}

/** Why a run failed, or is failing. */
export function runError(run: { errorCode: string | null; errorMessage: string | null; failedStep: string | null }) {
  return run.errorCode === null ? null : { code: run.errorCode, message: run.errorMessage ?? "", step: run.failedStep };
}

function viewTenantOfRun(ctx: Asker, { tenant }: RunOfTenant) {
  const { id: tenantId, subdomain, organization } = tenant;
  return { tenantId, subdomain, organization, state: tenant.state as TenantState, siteUrl: siteUrl(ctx.config, subdomain) };
}

function viewStep(step: RunStep): RunView["steps"][number] {
  const { name, label, tries, startedAt, finishedAt, undoStartedAt, undoFinishedAt } = step;
  return {
    name, label, tries, startedAt, finishedAt, undoStartedAt, undoFinishedAt,
    state: step.state as StepState,
    progress: stepProgress.safeParse(step.progress).data ?? null,
    error: step.errorCode === null ? null : { code: step.errorCode, message: step.errorMessage ?? "" },
  };
}

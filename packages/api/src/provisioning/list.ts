import type { Prisma } from "@nexus/db/client";
import type { RunKind, RunState } from "@nexus/domain/states/run";
import { z } from "zod";
import { contains } from "../contains.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { staffProcedure } from "../trpc.ts";
import { runError } from "./run-view.ts";
import { listInput, listOutput } from "./schema.ts";

const cursorKeys = z.tuple([z.coerce.date(), z.uuid()]);
const FINISHED_STEPS = ["succeeded", "undone"];

/** Runs for operators, newest first, a page at a time. */
export const list = staffProcedure.input(listInput).output(listOutput).query(async ({ ctx, input }) => {
  const found = await ctx.prisma.run.findMany({
    where: where(input),
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: input.limit + 1,
    include: { tenant: { include: { owner: true } } },
  });
  const page = found.slice(0, input.limit);
  const last = found.length > input.limit ? page.at(-1) : undefined;
  const steps = await stepCounts(ctx.prisma, page);
  return {
    runs: page.map(({ id: runId, tenant, ...run }) => ({
      runId, reference: run.reference, kind: run.kind as RunKind, state: run.state as RunState, attempt: run.attempt, error: runError(run),
      createdAt: run.createdAt, startedAt: run.startedAt, finishedAt: run.finishedAt,
      subdomain: tenant.subdomain, organization: tenant.organization, ownerEmail: tenant.owner.email,
      ...steps(runId),
    })),
    nextCursor: last === undefined ? null : encodeCursor([last.createdAt.toISOString(), last.id]),
  };
});

function where({ cursor, state, kind, tenantId, search }: z.infer<typeof listInput>): Prisma.RunWhereInput {
  const after = decodeCursor(cursor, cursorKeys);
  const conditions: Prisma.RunWhereInput[] = [];
  if (after !== null) conditions.push({ OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] });
  if (state !== undefined) conditions.push({ state });
  if (kind !== undefined) conditions.push({ kind });
  if (tenantId !== undefined) conditions.push({ tenantId });
  if (search !== undefined && search !== "") {
    const part = contains(search);
    conditions.push({ OR: [{ reference: part }, { tenant: { subdomain: part } }, { tenant: { owner: { email: part } } }] });
  }
  return { AND: conditions };
}

type Counts = (runId: string) => { stepsDone: number; stepsTotal: number };

/** How far the latest attempt of each run is, in one query for the whole page. */
async function stepCounts(prisma: Prisma.TransactionClient, runs: readonly { id: string; attempt: number }[]): Promise<Counts> {
  const rows = await prisma.runStep.findMany({
    where: { OR: runs.map(({ id: runId, attempt }) => ({ runId, attempt })) },
    select: { runId: true, state: true },
  });
  const ofRun = Map.groupBy(rows, ({ runId }) => runId);
  return (runId) => {
    const steps = ofRun.get(runId) ?? [];
    return { stepsDone: steps.filter(({ state }) => FINISHED_STEPS.includes(state)).length, stepsTotal: steps.length };
  };
}

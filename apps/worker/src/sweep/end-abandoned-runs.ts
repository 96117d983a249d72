import type { Prisma, PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { StepFailure } from "@nexus/domain/errors/step-failure";
import { definitionOf } from "@nexus/provisioning/definition";
import { changeRun } from "@nexus/provisioning/journal/change-run";
import { prismaBooks } from "@nexus/provisioning/journal/prisma-books";
import { factsOf } from "../runs/claim-run.ts";

export interface EndAbandonedParts {
  readonly prisma: PrismaClient;
  readonly actor: Omit<Actor, "requestId">;
  readonly now: () => Date;
  readonly sealingKey: Buffer;
  readonly siteUrl: (site: string) => string;
  readonly webUrl: string;
}

const ABANDONED: StepFailure = {
  code: "EXECUTION_ENDED", retryable: false,
  message: "The execution of this run ended before the run did. What it had built may still be there; a retry removes that first.",
};

/**
 * Hands runs to a person whose workflow is over, or gone, while they are not: without this they would
 * wait for ever, for nobody. It takes a fault of ours, or somebody's hand in schema `dbos`.
 *
 * @returns references of these runs.
 */
export async function endAbandonedRuns(parts: EndAbandonedParts): Promise<string[]> {
  const { prisma } = parts;
  const abandoned = await prisma.$queryRaw<{ id: string }[]>`
    select run.id from runs run
    left join dbos.workflow_status workflow on workflow.workflow_uuid = 'run:' || run.id || ':' || run.attempt
    where run.state in ('queued', 'running', 'undoing')
      and (workflow.status is null or workflow.status not in ('PENDING', 'ENQUEUED', 'DELAYED'))`;
  const references = await Promise.all(abandoned.map(({ id }) => prisma.$transaction((tx) => endRun(tx, parts, id))));
  return references.filter((reference) => reference !== null);
}

async function endRun(tx: Prisma.TransactionClient, parts: EndAbandonedParts, id: string): Promise<string | null> {
  // Whoever may still work on it has no effect from now on.
  const [run] = await tx.run.updateManyAndReturn({
    where: { id, state: { in: ["queued", "running", "undoing"] } },
    data: { epoch: { increment: 1 }, version: { increment: 1 } }, include: { tenant: { include: { owner: true } } },
  });
  if (run === undefined) return null;
  const actor = { ...parts.actor, requestId: run.requestId };
  const now = parts.now();
  await changeRun(tx, actor, run, { before: run, to: "running", data: { startedAt: now }, event: { action: "run.started", outcome: "started" } }, now);
  await changeRun(tx, actor, run, {
    before: { ...run, state: run.state === "queued" ? "running" : run.state }, to: "needs_attention", data: { finishedAt: now, errorCode: ABANDONED.code, errorMessage: ABANDONED.message },
    event: { action: "run.needs_attention", outcome: "failed", failure: ABANDONED },
  }, now);
  const facts = readable(() => factsOf(run));
  if (facts === null) return run.reference;
  const books = prismaBooks({ ...parts, run: facts, actor, siteUrl: parts.siteUrl(run.tenant.site) }, tx);
  await definitionOf(facts.kind, facts.input).needsAttention(books);
  return run.reference;
}

/** Rows that cannot be read may be why the run was abandoned; that must not keep it from its end. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

import type { Prisma, PrismaClient, Run } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { RunState } from "@nexus/domain/states/run";
import { definitionOf } from "@nexus/provisioning/definition";
import { changeRun } from "@nexus/provisioning/journal/change-run";
import { changeStep } from "@nexus/provisioning/journal/change-step";
import { NOT_UNDONE } from "@nexus/provisioning/journal/parts";
import { prismaBooks } from "@nexus/provisioning/journal/prisma-books";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import { factsOf } from "../runs/claim-run.ts";

export interface EndAttentionParts {
  readonly prisma: PrismaClient;
  readonly actor: Actor;
  readonly now: () => Date;
  readonly sealingKey: Buffer;
  readonly siteUrl: (site: string) => string;
  readonly webUrl: string;
}

const REASON = "Nothing of it is on the bench any more.";

/**
 * Ends a run that needs attention as if its undo had succeeded: its steps are undone, its name is free, its
 * owner is told. Whoever changed the run since it was read with this version is heard instead.
 *
 * @returns the run's reference; `null` when it was changed.
 */
export function endAttention(parts: EndAttentionParts, { id, version }: Pick<Run, "id" | "version">): Promise<string | null> {
  return parts.prisma.$transaction(async (tx) => {
    const [row] = await tx.run.updateManyAndReturn({
      where: { id, version, state: "needs_attention" satisfies RunState },
      data: { epoch: { increment: 1 }, version: { increment: 1 } }, include: { tenant: { include: { owner: true } } },
    });
    if (row === undefined) return null;
    const now = parts.now();
    const run = factsOf(row);
    await undoSteps(tx, parts, run);
    const change = { before: row, to: "rolled_back", data: { finishedAt: now }, event: { action: "run.rolled_back", outcome: "succeeded", reason: REASON } } as const;
    await changeRun(tx, parts.actor, run, change, now);
    await definitionOf(run.kind, run.input).rolledBack(prismaBooks({ ...parts, run, siteUrl: parts.siteUrl(run.tenant.site) }, tx));
    return row.reference;
  });
}

/** A step of which nothing is left is undone, however that came about. */
async function undoSteps(tx: Prisma.TransactionClient, { actor, now }: EndAttentionParts, run: RunFacts): Promise<void> {
  const steps = await tx.runStep.findMany({ where: { runId: run.id, state: { in: NOT_UNDONE } }, orderBy: [{ attempt: "desc" }, { ordinal: "desc" }] });
  for (const { attempt, name: step, undoTries } of steps) {
    const at = now();
    const begun = { undoStartedAt: at, undoTries: undoTries + 1 };
    await changeStep(tx, actor, run, { attempt, step, to: "undoing", data: begun, event: { action: "step.undo_started", outcome: "started" } }, at);
    const event = { action: "step.undone", outcome: "succeeded" } as const;
    await changeStep(tx, actor, run, { attempt, step, to: "undone", data: { undoFinishedAt: at }, event, since: "undoStartedAt" }, at);
  }
}

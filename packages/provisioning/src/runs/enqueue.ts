import type { Prisma, Run } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { RunKind } from "@nexus/domain/states/run";
import { recordEvent } from "../audit/record-event.ts";
import { RUN_WORKFLOW, enqueueWorkflow, runQueue, runWorkflowId } from "./durable-queue.ts";
import type { RunInput } from "./input.ts";
import { newReference } from "./reference.ts";
import { takeTurn } from "./take-turn.ts";

export interface NewRun {
  readonly kind: RunKind;
  readonly tenant: { readonly id: string; readonly subdomain: string };
  readonly input: RunInput;
  /** Builds wait in an order that is fair between sources: an account, or a network. */
  readonly source?: string;
}

/**
 * Accepts a run in the caller's transaction: row, audit event and queue entry commit together, so a
 * run is either known and will be executed, or was never accepted.
 */
export async function enqueueRun(tx: Prisma.TransactionClient, actor: Actor, wanted: NewRun): Promise<Run> {
  const run = await tx.run.create({
    data: {
      kind: wanted.kind,
      reference: newReference(),
      tenantId: wanted.tenant.id,
      input: wanted.input,
      source: wanted.source ?? null,
      requestedBy: actor.id,
      requestId: actor.requestId,
    },
  });
  await enqueueAttempt(tx, run);
  await recordEvent(tx, actor, { action: "run.queued", outcome: "succeeded", tenant: wanted.tenant, run, after: { kind: run.kind } });
  return run;
}

/** Queues the run's current attempt. */
export async function enqueueAttempt(tx: Prisma.TransactionClient, run: Pick<Run, "id" | "kind" | "tenantId" | "attempt" | "source">): Promise<void> {
  // A CHECK holds the column to the closed list.
  const queue = runQueue(run.kind as RunKind);
  await enqueueWorkflow(tx, {
    name: RUN_WORKFLOW,
    queue: queue.name,
    id: runWorkflowId(run.id, run.attempt),
    args: [run.id, run.attempt],
    ...(queue.oneByOne ? { partition: run.tenantId } : {}),
    ...(queue.inTurn ? { priority: await takeTurn(tx, run) } : {}),
  });
}

import type { Prisma, Run } from "@nexus/db/client";
import type { Actor, AuditAction, AuditOutcome } from "@nexus/domain/audit/actions";
import type { StepFailure } from "@nexus/domain/errors/step-failure";
import { RUN_STATES, RUN_TRANSITIONS, type RunState } from "@nexus/domain/states/run";
import { recordEvent } from "../audit/record-event.ts";

/** What is needed of a run to record a change of it. */
export interface ChangedRun {
  readonly id: string;
  readonly attempt: number;
  readonly tenant: { readonly id: string; readonly subdomain: string };
}

/** One change of a run's state, with the event that records it. */
export interface RunChange {
  /** The run's row as the transaction found it. */
  readonly before: Pick<Run, "state" | "startedAt">;
  readonly to: RunState;
  readonly data: Prisma.RunUpdateManyMutationInput;
  readonly event: { readonly action: AuditAction; readonly outcome: AuditOutcome; readonly failure?: StepFailure; readonly step?: string; readonly reason?: string };
}

/** Changes a run's state by compare-and-set and records the event; `false` when it was changed before. */
export async function changeRun(tx: Prisma.TransactionClient, actor: Actor, run: ChangedRun, change: RunChange, now: Date): Promise<boolean> {
  const from = RUN_STATES.filter((state) => RUN_TRANSITIONS[state].includes(change.to));
  const { count } = await tx.run.updateMany({ where: { id: run.id, state: { in: from } }, data: { ...change.data, state: change.to } });
  if (count === 0) return false;
  const { before, event: { action, outcome, failure, step, reason } } = change;
  await recordEvent(tx, actor, {
    action, outcome, tenant: run.tenant, run,
    ...(before.startedAt === null ? {} : { durationMs: Math.max(0, now.getTime() - before.startedAt.getTime()) }),
    ...(failure === undefined ? {} : { errorCode: failure.code, reason: failure.message }),
    ...(step === undefined ? {} : { step }),
    ...(reason === undefined ? {} : { reason }),
    before: { state: before.state }, after: { state: change.to, ...(failure?.exception === undefined ? {} : { exception: failure.exception }) },
  });
  return true;
}

import type { Prisma, RunStep } from "@nexus/db/client";
import type { Actor, AuditAction, AuditOutcome } from "@nexus/domain/audit/actions";
import type { StepFailure } from "@nexus/domain/errors/step-failure";
import { STEP_STATES, STEP_TRANSITIONS, type StepState } from "@nexus/domain/states/run";
import { recordEvent } from "../audit/record-event.ts";
import type { RunFacts } from "../run-facts.ts";

/** One change of one step's row, with the event that records it. */
export interface StepChange {
  readonly attempt: number;
  readonly step: string;
  readonly to: StepState;
  readonly data: Prisma.RunStepUpdateManyMutationInput;
  readonly event: { readonly action: AuditAction; readonly outcome: AuditOutcome; readonly failure?: StepFailure };
  /** Beyond the legal transition: what else must hold for the change to be new. */
  readonly unless?: Prisma.RunStepWhereInput;
  /** Field from which the event's duration counts. */
  readonly since?: "startedAt" | "undoStartedAt";
}

/**
 * Changes a step by compare-and-set and records the event. `false`, and nothing was done, when the
 * change has been made before: a repeated call of a worker that died after its commit.
 */
export async function changeStep(tx: Prisma.TransactionClient, actor: Actor, run: RunFacts, change: StepChange, now: Date): Promise<boolean> {
  const from = STEP_STATES.filter((state) => STEP_TRANSITIONS[state].includes(change.to));
  const [row] = await tx.runStep.updateManyAndReturn({
    where: {
      runId: run.id, attempt: change.attempt, name: change.step,
      state: { in: change.unless === undefined ? from : [...from, change.to] },
      ...(change.unless === undefined ? {} : { NOT: change.unless }),
    },
    data: { ...change.data, state: change.to },
  });
  if (row === undefined) return false;
  const durationMs = elapsed(row, change.since, now);
  const { action, outcome, failure } = change.event;
  await recordEvent(tx, actor, {
    action, outcome, tenant: run.tenant, run: { id: run.id, attempt: change.attempt }, step: change.step,
    ...(durationMs === null ? {} : { durationMs }),
    ...(failure === undefined ? {} : { errorCode: failure.code, reason: failure.message }),
    after: { state: change.to, tries: row.undoTries === 0 ? row.tries : row.undoTries, ...(failure?.exception === undefined ? {} : { exception: failure.exception }) },
  });
  return true;
}

function elapsed(row: RunStep, since: StepChange["since"], now: Date): number | null {
  const start = since === undefined ? null : row[since];
  return start === null ? null : Math.max(0, now.getTime() - start.getTime());
}

import type { AuditEvent, PrismaClient } from "@nexus/db/client";
import type { AuditAction } from "@nexus/domain/audit/actions";
import { type Transitions, mayFollow } from "@nexus/domain/states/machine";
import { RUN_TRANSITIONS, STEP_TRANSITIONS } from "@nexus/domain/states/run";
import { TENANT_TRANSITIONS } from "@nexus/domain/states/tenant";

type StateOf = Partial<Record<AuditAction, string | ((event: AuditEvent) => string)>>;

/** The state that each event says its thing came into, by its action or in itself. Events that are not here change no state. */
const RUN_STATE: StateOf = {
  "run.queued": "queued", "run.retry_requested": "queued", "run.started": "running", "run.undo_started": "undoing",
  "run.succeeded": "succeeded", "run.rolled_back": "rolled_back", "run.needs_attention": "needs_attention",
};
const STEP_STATE: StateOf = {
  "step.started": "running", "step.retried": "running", "step.succeeded": "succeeded", "step.failed": "failed",
  "step.undo_started": "undoing", "step.undo_retried": "undoing", "step.undone": "undone", "step.undo_failed": "undo_failed",
};
const TENANT_STATE: StateOf = {
  "tenant.reserved": "reserved", "tenant.activated": "active", "tenant.released": "released",
  "tenant.suspended": "suspended", "tenant.resumed": "active", "tenant.deletion_scheduled": "deletion_scheduled",
  "tenant.deletion_due": "deleting", "tenant.deletion_requested": "deleting", "tenant.deleted": "deleted",
  "tenant.deletion_cancelled": stateAfter,
};
/** A further try of what is under way leaves it in its state. */
const STAYS: ReadonlySet<string> = new Set<AuditAction>(["step.retried", "step.undo_retried"]);

/**
 * Compares the audit events of a tenant and its runs with the states that the rows are in: every state
 * must be the end of a chain of events, each of them a legal transition from the one before.
 *
 * @returns a sentence for each gap; none when the log tells everything.
 */
export async function findAuditGaps(prisma: PrismaClient, tenantId: string): Promise<string[]> {
  // Rows and events as of the same moment: runs may go on while this looks.
  const [tenant, events] = await prisma.$transaction([
    prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, include: { runs: { include: { steps: true } } } }),
    prisma.auditEvent.findMany({ where: { tenantId }, orderBy: { id: "asc" } }),
  ], { isolationLevel: "RepeatableRead" });
  const gaps = chain(`tenant ${tenant.subdomain}`, events, { states: TENANT_STATE, transitions: TENANT_TRANSITIONS, first: null, now: tenant.state });
  for (const run of tenant.runs) {
    const ofRun = events.filter(({ runId }) => runId === run.id);
    gaps.push(...chain(`run ${run.reference}`, ofRun, { states: RUN_STATE, transitions: RUN_TRANSITIONS, first: null, now: run.state }));
    for (const { attempt, name, state } of run.steps) {
      const ofStep = ofRun.filter((event) => event.attempt === attempt && event.step === name);
      gaps.push(...chain(`step ${name} of attempt ${attempt}`, ofStep, { states: STEP_STATE, transitions: STEP_TRANSITIONS, first: "pending", now: state }));
    }
  }
  return gaps;
}

interface Chain<S extends string> {
  readonly states: StateOf;
  readonly transitions: Transitions<S>;
  /** State in which the thing is without any event; null: its first event brings it into being. */
  readonly first: S | null;
  readonly now: string;
}

function chain<S extends string>(what: string, events: readonly AuditEvent[], { states, transitions, first, now }: Chain<S>): string[] {
  const gaps: string[] = [];
  let state: string | null = first;
  for (const event of events) {
    const { action } = event;
    const known = states[action as AuditAction];
    if (known === undefined) continue;
    const next = typeof known === "string" ? known : known(event);
    const legal = STAYS.has(action) ? state === next : state === null || mayFollow(transitions, state as S, next as S);
    if (!legal) gaps.push(`${what}: ${action} follows ${state}`);
    state = next;
  }
  if (state !== now) gaps.push(`${what}: is ${now}, but its events end with ${state}`);
  return gaps;
}

/** Of an event that leads to one of several states: the one that it names. */
function stateAfter({ after }: AuditEvent): string {
  return typeof after === "object" && after !== null && "state" in after ? String(after.state) : "an unnamed state";
}

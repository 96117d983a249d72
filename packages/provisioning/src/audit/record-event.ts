import type { Prisma } from "@nexus/db/client";
import type { Actor, AuditAction, AuditOutcome } from "@nexus/domain/audit/actions";

/** What happened to what; everything but action and outcome only where it applies. */
export interface EventFacts {
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly tenant?: { readonly id: string; readonly subdomain: string };
  readonly run?: { readonly id: string; readonly attempt: number };
  readonly subdomain?: string;
  readonly step?: string;
  /** Whole milliseconds. */
  readonly durationMs?: number;
  readonly errorCode?: string;
  readonly before?: Prisma.InputJsonValue;
  readonly after?: Prisma.InputJsonValue;
  readonly reason?: string;
}

/**
 * Writes one audit event in the caller's transaction, so that the change and its record are there
 * together or not at all. The caller sees to it that no secret is among the facts.
 */
export async function recordEvent(tx: Prisma.TransactionClient, actor: Actor, facts: EventFacts): Promise<void> {
  await tx.auditEvent.create({
    data: {
      actorKind: actor.kind,
      actor: actor.id,
      ip: actor.ip,
      requestId: actor.requestId,
      action: facts.action,
      outcome: facts.outcome,
      tenantId: facts.tenant?.id ?? null,
      subdomain: facts.tenant?.subdomain ?? facts.subdomain ?? null,
      runId: facts.run?.id ?? null,
      attempt: facts.run?.attempt ?? null,
      step: facts.step ?? null,
      durationMs: facts.durationMs ?? null,
      errorCode: facts.errorCode ?? null,
      ...(facts.before === undefined ? {} : { before: facts.before }),
      ...(facts.after === undefined ? {} : { after: facts.after }),
      reason: facts.reason ?? null,
    },
  });
}

import { isDeepStrictEqual } from "node:util";
import type { Drift, Prisma, PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import type { DriftKind, DriftState } from "@nexus/domain/states/drift";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import type { Observation } from "@nexus/provisioning/drift/find-drift";
import { type Look, finishLook } from "./looks.ts";

/** A person who works on a site closes it by hand first: it is left so for a while. Everything else is told at once. */
const PATIENCE_MS: Partial<Record<DriftKind, number>> = { left_closed: 30 * 60_000 };

export interface LookRecord {
  readonly look: Look;
  readonly observations: readonly Observation[];
  /** Workspaces that could not be judged: what was known of them stays as it is. */
  readonly unsettled: ReadonlySet<string>;
  readonly actor: Actor;
}

/** What a look changed. */
export interface LookOutcome {
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** Runs that need attention of which two looks in a row found nothing on the bench. */
  readonly withoutRemains: readonly string[];
}

interface Recording extends LookRecord {
  readonly tx: Prisma.TransactionClient;
  readonly at: Date;
}

/**
 * Writes what a look found: what two looks in a row saw is opened, what is gone is closed, each with its audit
 * event, all in one transaction.
 *
 * @throws LookOvertaken when a newer look was begun; nothing is written then.
 */
export function recordLook(prisma: PrismaClient, record: LookRecord): Promise<LookOutcome> {
  return prisma.$transaction(async (tx) => {
    const at = await finishLook(tx, record.look);
    const known = await tx.drift.findMany({ where: { bench: record.look.bench, state: { not: "closed" satisfies DriftState } } });
    const rows = new Map(known.map((row) => [keyOf(row), row]));
    const recording = { ...record, tx, at };
    const opened: string[] = [];
    const unchanged: string[] = [];
    for (const observation of record.observations) {
      const row = rows.get(keyOf(observation));
      rows.delete(keyOf(observation));
      if (row === undefined) await suspect(recording, observation);
      else if (row.state === "open" && isDeepStrictEqual(row.found, observation.found)) unchanged.push(row.id);
      else if (await see(recording, row, observation)) opened.push(keyOf(row));
    }
    // A bench may hold thousands of another installation's things, which are seen again and again.
    await tx.drift.updateMany({ where: { id: { in: unchanged } }, data: { look: record.look.number, lastSeenAt: at } });
    const gone = [...rows.values()].filter(({ tenantId }) => tenantId === null || !record.unsettled.has(tenantId));
    const closed = await closeAll(recording, gone);
    return { opened, closed, withoutRemains: withoutRemains(record, known) };
  }, { timeout: 60_000, maxWait: 30_000 });
}

function keyOf({ kind, subject }: { readonly kind: string; readonly subject: string }): string {
  return `${kind} ${subject}`;
}

async function suspect({ tx, look, at }: Recording, { kind, subject, tenant, runId, found }: Observation): Promise<void> {
  await tx.drift.create({
    data: { bench: look.bench, kind, subject, tenantId: tenant?.id ?? null, runId, found: [...found], look: look.number, firstSeenAt: at, lastSeenAt: at },
  });
}

/** @returns whether it was opened by this. */
async function see(recording: Recording, row: Drift, { kind, tenant, runId, found }: Observation): Promise<boolean> {
  const { tx, look, at, actor } = recording;
  const isSeenAgain = row.look === look.previous;
  const firstSeenAt = row.state === "open" || isSeenAgain ? row.firstSeenAt : at;
  const isRipe = isSeenAgain && found.length > 0 && at.getTime() - firstSeenAt.getTime() >= (PATIENCE_MS[kind] ?? 0);
  const opens = row.state === "suspected" && isRipe;
  await tx.drift.update({
    where: { id: row.id },
    data: { found: [...found], look: look.number, lastSeenAt: at, firstSeenAt, ...(opens ? { state: "open" satisfies DriftState, openedAt: at } : {}) },
  });
  if (!opens) return false;
  await recordEvent(tx, actor, {
    action: "drift.opened", outcome: "succeeded", after: { kind, subject: row.subject, found: [...found] },
    ...(tenant === null ? {} : { tenant }), ...(await runOf(tx, runId)),
  });
  return true;
}

/** What was told is closed, what was not is forgotten. */
async function closeAll({ tx, at, actor }: Recording, gone: readonly Drift[]): Promise<string[]> {
  const open = gone.filter(({ state }) => state === "open");
  await tx.drift.deleteMany({ where: { id: { in: gone.filter(({ state }) => state === "suspected").map(({ id }) => id) } } });
  for (const { id, kind, subject, tenantId, runId, openedAt } of open) {
    await tx.drift.update({ where: { id }, data: { state: "closed" satisfies DriftState, closedAt: at } });
    const tenant = tenantId === null ? null : await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { id: true, subdomain: true } });
    await recordEvent(tx, actor, {
      action: "drift.closed", outcome: "succeeded", before: { kind, subject },
      ...(openedAt === null ? {} : { durationMs: at.getTime() - openedAt.getTime() }),
      ...(tenant === null ? {} : { tenant }), ...(await runOf(tx, runId)),
    });
  }
  return open.map(keyOf);
}

async function runOf(tx: Prisma.TransactionClient, id: string | null) {
  return id === null ? {} : { run: await tx.run.findUniqueOrThrow({ where: { id }, select: { id: true, attempt: true } }) };
}

function withoutRemains({ look, observations }: LookRecord, known: readonly Drift[]): string[] {
  const before = known.filter(({ kind, found, look: seen }) => kind === "attention" && seen === look.previous && Array.isArray(found) && found.length === 0);
  const runs = new Set(before.map(({ subject }) => subject));
  return observations.filter(({ kind, subject, found }) => kind === "attention" && found.length === 0 && runs.has(subject)).map(({ subject }) => subject);
}

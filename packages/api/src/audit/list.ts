import type { AuditEvent, Prisma, PrismaClient } from "@nexus/db/client";
import type { ActorKind, AuditAction, AuditOutcome } from "@nexus/domain/audit/actions";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { staffProcedure } from "../trpc.ts";
import { type auditEvent, listInput, listOutput } from "./schema.ts";

/** 18 digits: 64 bits hold them all. */
const cursorKeys = z.tuple([z.string().regex(/^\d{1,18}$/).transform(BigInt)]);

/** The audit log for operators, newest first, a page at a time. */
export const list = staffProcedure.input(listInput).output(listOutput).query(async ({ ctx, input }) => {
  const found = await ctx.prisma.auditEvent.findMany({
    where: { AND: [...time(input), ...subject(input), await runFilter(ctx.prisma, input.run), await actorFilter(ctx.prisma, input.actor)] },
    orderBy: { id: "desc" },
    take: input.limit + 1,
  });
  const page = found.slice(0, input.limit);
  const last = found.length > input.limit ? page.at(-1) : undefined;
  const references = await runReferences(ctx.prisma, page);
  return {
    events: page.map((event) => view(event, references)),
    nextCursor: last === undefined ? null : encodeCursor([String(last.id)]),
  };
});

type Filters = z.infer<typeof listInput>;

function time({ cursor, from, to }: Filters): Prisma.AuditEventWhereInput[] {
  const before = decodeCursor(cursor, cursorKeys);
  return [
    before === null ? {} : { id: { lt: before[0] } },
    from === undefined ? {} : { at: { gte: from } },
    to === undefined ? {} : { at: { lte: to } },
  ];
}

function subject({ tenant, step, action, outcome }: Filters): Prisma.AuditEventWhereInput[] {
  const isId = z.uuid().safeParse(tenant).success;
  return [
    given(tenant) ? (isId ? { tenantId: tenant } : { subdomain: tenant }) : {},
    given(step) ? { step } : {},
    given(action) ? { action } : {},
    given(outcome) ? { outcome } : {},
  ];
}

async function runFilter(prisma: PrismaClient, run: string | undefined): Promise<Prisma.AuditEventWhereInput> {
  if (!given(run)) return {};
  if (z.uuid().safeParse(run).success) return { runId: run };
  const found = await prisma.run.findUnique({ where: { reference: run.toUpperCase() }, select: { id: true } });
  return { runId: found?.id ?? NOBODY };
}

/** An address finds also what its user did, whose events carry the id. */
async function actorFilter(prisma: PrismaClient, actor: string | undefined): Promise<Prisma.AuditEventWhereInput> {
  if (!given(actor)) return {};
  const user = actor.includes("@") ? await prisma.user.findUnique({ where: { email: actor.toLowerCase() }, select: { id: true } }) : null;
  return { actor: { in: user === null ? [actor] : [actor, user.id] } };
}

/** The id that no run has. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

function given(filter: string | undefined): filter is string {
  return filter !== undefined && filter !== "";
}

async function runReferences(prisma: PrismaClient, events: readonly AuditEvent[]): Promise<Map<string, string>> {
  const ids = [...new Set(events.flatMap(({ runId }) => runId ?? []))];
  const runs = await prisma.run.findMany({ where: { id: { in: ids } }, select: { id: true, reference: true } });
  return new Map(runs.map(({ id, reference }) => [id, reference]));
}

function view(event: AuditEvent, references: Map<string, string>): z.infer<typeof auditEvent> {
  return {
    ...event,
    id: String(event.id),
    actorKind: event.actorKind as ActorKind,
    action: event.action as AuditAction,
    outcome: event.outcome as AuditOutcome,
    runReference: event.runId === null ? null : (references.get(event.runId) ?? null),
  };
}

import type { PrismaClient } from "@nexus/db/client";

/** All that a run may change, without times, ids of events and the run's version, which every write raises. */
export async function snapshot(prisma: PrismaClient, runId: string) {
  const { tenantId } = await prisma.run.findUniqueOrThrow({ where: { id: runId } });
  const runs = await prisma.run.findMany({ where: { tenantId }, orderBy: { createdAt: "asc" }, include: { steps: { orderBy: [{ attempt: "asc" }, { ordinal: "asc" }] } } });
  const events = await prisma.auditEvent.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
  const workflows = await prisma.$queryRaw<{ name: string; queue_name: string }[]>`
    select name, queue_name from dbos.workflow_status
    where workflow_uuid like any(${runs.map(({ id }) => `run:${id}:%`)}) order by created_at`;
  return {
    tenant: (await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } })).state,
    runs: runs.map(({ kind, state, attempt, epoch, errorCode, failedStep }) => ({ kind, state, attempt, epoch, errorCode, failedStep })),
    steps: runs.flatMap(({ steps }) => steps.map(({ attempt, name, state, tries, undoTries, errorCode }) => ({ attempt, name, state, tries, undoTries, errorCode }))),
    events: events.map(({ action, attempt, step, outcome, errorCode }) => [action, attempt, step, outcome, errorCode].join(" ")),
    mails: (await prisma.outboxMail.findMany({ where: { key: { contains: runId } } })).map(({ template }) => template),
    workflows: workflows.map((row) => row.queue_name),
  };
}

/** The states of one attempt's steps, in their order. */
export async function stepStates(prisma: PrismaClient, runId: string, attempt = 1): Promise<Record<string, string>> {
  const rows = await prisma.runStep.findMany({ where: { runId, attempt }, orderBy: { ordinal: "asc" } });
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

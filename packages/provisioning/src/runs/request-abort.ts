import type { Prisma } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { NexusError } from "@nexus/domain/errors/codes";
import { recordEvent } from "../audit/record-event.ts";

/**
 * Asks a run to stop: a flag that the interpreter reads before each step and while it waits for the
 * bench; what was done so far is then undone. Asking twice is the same as asking once.
 *
 * @throws NexusError RUN_NOT_ABORTABLE when the run is over or already undoes its work.
 */
export async function requestAbort(tx: Prisma.TransactionClient, actor: Actor, runId: string, reason?: string): Promise<void> {
  const { count } = await tx.run.updateMany({
    where: { id: runId, kind: "provision", state: { in: ["queued", "running"] }, abortRequestedAt: null },
    data: { abortRequestedAt: new Date(), version: { increment: 1 } },
  });
  const run = await tx.run.findUnique({ where: { id: runId }, include: { tenant: true } });
  if (run === null) throw new NexusError("NOT_FOUND");
  if (count === 0 && run.abortRequestedAt === null) throw new NexusError("RUN_NOT_ABORTABLE");
  if (count === 0) return;
  await recordEvent(tx, actor, {
    action: "run.abort_requested", outcome: "succeeded", tenant: run.tenant, run,
    ...(reason === undefined ? {} : { reason }),
  });
}

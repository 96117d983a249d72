import type { Prisma } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import type { Asker } from "./run-access.ts";

/**
 * Refuses another build to a member who has as many as one may have at once. Locks the member's row
 * until the transaction ends: of two who are the last to fit, the second counts the first.
 *
 * @throws NexusError RATE_LIMITED
 */
export async function limitUnfinished(tx: Prisma.TransactionClient, { config, session }: Asker): Promise<void> {
  if (session.role !== "member") return;
  await tx.$queryRaw`select from users where id = ${session.userId}::uuid for update`;
  const unfinished = { kind: "provision", state: { notIn: [...FINAL_RUN_STATES] }, tenant: { ownerId: session.userId } };
  if ((await tx.run.count({ where: unfinished })) < config.unfinishedRuns) return;
  throw new NexusError("RATE_LIMITED", {
    message: `You have ${config.unfinishedRuns} workspaces that are still being built. Nothing was changed; start this one when one of them is done.`,
  });
}

import { NexusError } from "@nexus/domain/errors/codes";
import { requestRetry } from "@nexus/provisioning/runs/request-retry";
import { actorOf } from "../access/actor.ts";
import { transact } from "../transaction.ts";
import { signedInProcedure } from "../trpc.ts";
import { changeableRun } from "./run-access.ts";
import { isRetryable } from "./run-view.ts";
import { retryOutput, runInput } from "./schema.ts";

/** Another attempt of a run that was rolled back or needs attention; for its owner and admins. */
export const retry = signedInProcedure.input(runInput).output(retryOutput).mutation(async ({ ctx, input }) => {
  const { runId } = input;
  if (!isRetryable(await changeableRun(ctx, runId))) throw new NexusError("RUN_NOT_RETRYABLE");
  const { attempt } = await transact(ctx.prisma, (tx) => requestRetry(tx, actorOf(ctx), runId));
  return { runId, attempt };
});

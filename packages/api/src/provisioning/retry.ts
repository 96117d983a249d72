import { NexusError } from "@nexus/domain/errors/codes";
import { requestRetry } from "@nexus/provisioning/runs/request-retry";
import { actorOf } from "../access/actor.ts";
import { limitChanges } from "../access/limit-changes.ts";
import { transact } from "../transaction.ts";
import { signedInProcedure } from "../trpc.ts";
import { limitUnfinished } from "./limit-unfinished.ts";
import { changeableRun } from "./run-access.ts";
import { hasItsPassword, isRetryable } from "./run-view.ts";
import { retryOutput, runInput } from "./schema.ts";

/** Another attempt of a run that was rolled back or needs attention; for its owner and admins. */
export const retry = signedInProcedure.input(runInput).output(retryOutput).mutation(async ({ ctx, input }) => {
  const { runId } = input;
  await limitChanges(ctx, ctx.session);
  const run = await changeableRun(ctx, runId);
  if (!isRetryable(run)) throw new NexusError("RUN_NOT_RETRYABLE");
  if (!(await hasItsPassword(ctx, run))) throw new NexusError("RUN_NOT_RETRYABLE", { message: PASSWORD_GONE });
  const { attempt } = await transact(ctx.prisma, async (tx) => {
    if (run.kind === "provision") await limitUnfinished(tx, ctx);
    return requestRetry(tx, actorOf(ctx), runId);
  });
  return { runId, attempt };
});

const PASSWORD_GONE = "This run failed a while ago, and the password from its signup has been deleted since, for your safety. Please sign up again.";

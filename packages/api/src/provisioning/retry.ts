import { limitChanges } from "../access/limit-changes.ts";
import { createOnce } from "../idempotency/create-once.ts";
import { signedInProcedure } from "../trpc.ts";
import { startNextAttempt } from "./next-attempt.ts";
import { changeableRun } from "./run-access.ts";
import { retryInput, retryOutput } from "./schema.ts";

/** Another attempt of a run that was rolled back or needs attention; for its owner and admins. */
export const retry = signedInProcedure.input(retryInput).output(retryOutput).mutation(async ({ ctx, input }) => {
  const { runId } = input;
  await limitChanges(ctx, ctx.session);
  const run = await changeableRun(ctx, runId);
  return createOnce(ctx, {
    input,
    begin: async (tx) => {
      await startNextAttempt(tx, ctx, run);
      return runId;
    },
    answer: async (tx) => {
      const { attempt } = await tx.run.findUniqueOrThrow({ where: { id: runId }, select: { attempt: true } });
      return { runId, attempt };
    },
  });
});

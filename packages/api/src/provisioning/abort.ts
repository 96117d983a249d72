import { requestAbort } from "@nexus/provisioning/runs/request-abort";
import { actorOf } from "../access/actor.ts";
import { limitChanges } from "../access/limit-changes.ts";
import { transact } from "../transaction.ts";
import { signedInProcedure } from "../trpc.ts";
import { changeableRun } from "./run-access.ts";
import { abortInput, abortOutput } from "./schema.ts";

/** Stops a workspace's creation and undoes what was done; for its owner and admins. */
export const abort = signedInProcedure.input(abortInput).output(abortOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const { id } = await changeableRun(ctx, input.runId);
  await transact(ctx.prisma, (tx) => requestAbort(tx, actorOf(ctx), id, input.reason));
  return { runId: id, abortRequested: true as const };
});

import { signedInProcedure } from "../trpc.ts";
import { readableRun } from "./run-access.ts";
import { viewRun } from "./run-view.ts";
import { runInput, runView } from "./schema.ts";

/** A run as it is now. */
export const status = signedInProcedure.input(runInput).output(runView).query(async ({ ctx, input }) => {
  return viewRun(ctx, await readableRun(ctx, input.runId));
});

import { NexusError } from "@nexus/domain/errors/codes";
import { isUniqueViolation } from "@nexus/provisioning/runs/unique-violation";
import { limitChanges } from "../access/limit-changes.ts";
import { refuse } from "../access/refuse.ts";
import { createOnce } from "../idempotency/create-once.ts";
import { memberProcedure } from "../trpc.ts";
import { acceptSignup, acceptedRun } from "./accept-signup.ts";
import { startInput, startOutput } from "./schema.ts";

/** Starts the workspace of a proved signup. Asked again, it answers with the run that it started. */
export const start = memberProcedure.input(startInput).output(startOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const signup = await ctx.prisma.signup.findUnique({ where: { id: input.signupId } });
  if (signup === null || signup.userId !== ctx.session.userId) return refuse(ctx, "NOT_FOUND");
  const accepted = createOnce(ctx, {
    input,
    begin: (tx) => acceptSignup(tx, ctx, signup.id),
    answer: acceptedRun,
  });
  return accepted.catch(settle);
});

/** The unique index of names has the last word. */
function settle(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new NexusError("SUBDOMAIN_TAKEN", { field: "subdomain", cause: error });
}

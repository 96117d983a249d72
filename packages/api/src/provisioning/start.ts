import { NexusError } from "@nexus/domain/errors/codes";
import { isUniqueViolation } from "@nexus/provisioning/runs/unique-violation";
import { limitChanges } from "../access/limit-changes.ts";
import { refuse } from "../access/refuse.ts";
import { transact } from "../transaction.ts";
import { memberProcedure } from "../trpc.ts";
import { type AcceptedRun, acceptSignup, type Member, ownRunForName, runOfKey } from "./accept-signup.ts";
import { startInput, startOutput } from "./schema.ts";

/** Starts the workspace of a proved signup. Asked again, it answers with the run that it started. */
export const start = memberProcedure.input(startInput).output(startOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const signup = await ctx.prisma.signup.findUnique({ where: { id: input.signupId } });
  if (signup === null || signup.userId !== ctx.session.userId) return refuse(ctx, "NOT_FOUND");
  // The key is the caller's own: nobody can learn of another's by trying it.
  const key = input.idempotencyKey === undefined ? null : `${ctx.session.userId}:${input.idempotencyKey}`;
  const known = key === null ? null : await runOfKey(ctx, key, signup.id);
  if (known !== null) return known;
  const accepted = transact(ctx.prisma, (tx) => acceptSignup(tx, ctx, signup.id, key));
  return accepted.catch((error: unknown) => settle(ctx, { signup, key }, error));
});

interface Wanted {
  readonly signup: { readonly id: string; readonly subdomain: string };
  readonly key: string | null;
}

/** A unique index refused: somebody has the name, or a twin of this request has the key. */
async function settle(ctx: Member, { signup, key }: Wanted, error: unknown): Promise<AcceptedRun> {
  if (!isUniqueViolation(error)) throw error;
  const known = (key === null ? null : await runOfKey(ctx, key, signup.id)) ?? (await ownRunForName(ctx, signup));
  if (known === null) throw new NexusError("SUBDOMAIN_TAKEN", { field: "subdomain", cause: error });
  return known;
}

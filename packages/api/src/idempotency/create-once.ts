import type { Prisma, Run } from "@nexus/db/client";
import type { RunState } from "@nexus/domain/states/run";
import { isAskedForAnew, startNextAttempt } from "../provisioning/next-attempt.ts";
import { type Asker, type RunOfTenant, withOwner } from "../provisioning/run-access.ts";
import { transact } from "../transaction.ts";
import { claimKey, keepClaim } from "./claim-key.ts";
import type { KeyedInput } from "./given-key.ts";

/** A call of somebody signed in that makes a run. */
export interface CreatingCall<A> {
  readonly input: KeyedInput;
  /** Does what is asked for, for the first time. Returns the run that carries it out; `null` where none is needed. */
  readonly begin: (tx: Prisma.TransactionClient) => Promise<string | null>;
  /** The answer, now and whenever the call is repeated. */
  readonly answer: (tx: Prisma.TransactionClient, runId: string | null) => Promise<A>;
  /** Whether a run that succeeded has nothing more to give, so that the same key begins anew. */
  readonly isSpent?: (tx: Prisma.TransactionClient, run: Run) => Promise<boolean>;
}

/**
 * Does a creating call once for each idempotency key, in one transaction with the key: a repetition is
 * answered with the same run, and one whose run has failed drives it on. A call that is refused leaves no key.
 *
 * @throws NexusError IDEMPOTENCY_CONFLICT when the key was used for something else.
 */
export function createOnce<A>(ctx: Asker, call: CreatingCall<A>): Promise<A> {
  return transact(ctx.prisma, async (tx) => {
    const claim = await claimKey(tx, ctx, { caller: callerOf(ctx), input: call.input });
    const made = claim?.made ?? null;
    const runId = made === null ? await call.begin(tx) : await goOn(tx, ctx, call, made.runId);
    await keepClaim(tx, claim, { runId });
    return call.answer(tx, runId);
  });
}

function callerOf({ session }: Asker): string {
  return session.role === "member" ? `user:${session.userId}` : `${session.role}:${session.email}`;
}

const FAILED: readonly string[] = ["rolled_back", "needs_attention"] satisfies RunState[];

/** What a repeated call does: mostly nothing. */
async function goOn<A>(tx: Prisma.TransactionClient, ctx: Asker, call: CreatingCall<A>, runId: string | null): Promise<string | null> {
  if (runId === null) return null;
  const run: RunOfTenant = await tx.run.findUniqueOrThrow({ where: { id: runId }, include: withOwner });
  if (run.state === "succeeded" && (await call.isSpent?.(tx, run)) === true) return call.begin(tx);
  // Who stopped a run does not want it back because a late duplicate of the first call arrives.
  if (!FAILED.includes(run.state) || run.abortRequestedAt !== null) return runId;
  if (isAskedForAnew(run)) return call.begin(tx);
  await startNextAttempt(tx, ctx, run);
  return runId;
}

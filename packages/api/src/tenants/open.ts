import type { Prisma, Run, Secret, Tenant } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { unseal } from "@nexus/domain/secrets/seal";
import { FINAL_RUN_STATES, type RunState } from "@nexus/domain/states/run";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { actorOf } from "../access/actor.ts";
import { refuse } from "../access/refuse.ts";
import { pulses } from "../events/pulses.ts";
import { createOnce } from "../idempotency/create-once.ts";
import { givenKey } from "../idempotency/given-key.ts";
import type { Asker } from "../provisioning/run-access.ts";
import { transact } from "../transaction.ts";
import { signedInProcedure } from "../trpc.ts";
import { openInput, openOutput } from "./schema.ts";
import { siteUrl } from "./site-url.ts";
import { readableTenant } from "./tenant-access.ts";

/** A single-use link that signs the owner in on the site. Only web asks, only the worker reaches the bench. */
export const open = signedInProcedure.input(openInput).output(openOutput).mutation(async ({ ctx, input }) => {
  const tenant = await readableTenant(ctx, input.tenantId);
  if (ctx.session.role !== "member") return refuse(ctx, "FORBIDDEN", { tenant });
  if (tenant.state !== "active") throw new NexusError("TENANT_NOT_ACTIVE");
  await ctx.rateLimits.consume("openByUser", ctx.session.userId);
  const begin = async (tx: Prisma.TransactionClient) => (await enqueueRun(tx, actorOf(ctx), { kind: "sign_in", tenant, input: { apps: [] } })).id;
  const isSpent = async (tx: Prisma.TransactionClient, { id }: Run) => (await linkOf(tx, ctx, id)) === null;
  const run = await createOnce(ctx, { input, begin, isSpent, answer: (tx, runId) => tx.run.findUniqueOrThrow({ where: { id: runId ?? "" } }) });
  if ((await finalState(ctx, run.id)) !== "succeeded") throw new NexusError("SERVICE_UNAVAILABLE");
  const path = await takeLink(ctx, tenant, run, givenKey(ctx, input) !== null);
  return { url: `${siteUrl(ctx.config, tenant.subdomain)}${path}` };
});

/** How the run ended; `null` when it did not end in time. */
async function finalState(ctx: Asker, runId: string): Promise<RunState | null> {
  const { reread, openWait } = ctx.config.durations;
  const subscribe = (wake: () => void) => ctx.runEvents.subscribe(runId, wake);
  for await (const _ of pulses(subscribe, reread, AbortSignal.timeout(openWait))) {
    const { state } = await ctx.prisma.run.findUniqueOrThrow({ where: { id: runId }, select: { state: true } });
    if (FINAL_RUN_STATES.includes(state as RunState)) return state as RunState;
  }
  return null;
}

/**
 * Gives the link out once: the row goes in the transaction that records it. To a caller with a key it is given
 * again for the minute in which it is valid, as they repeat a call whose answer they did not get.
 */
function takeLink(ctx: Asker, tenant: Tenant, run: Run, isKeyed: boolean): Promise<string> {
  return transact(ctx.prisma, async (tx) => {
    const secret = await linkOf(tx, ctx, run.id);
    if (secret === null) throw new NexusError("SERVICE_UNAVAILABLE");
    if (!isKeyed) await tx.secret.delete({ where: { id: secret.id } });
    await recordEvent(tx, actorOf(ctx), { action: "tenant.opened", outcome: "succeeded", tenant, run });
    return unseal(ctx.sealingKey, linkContext(run.id), secret.sealed);
  });
}

function linkContext(runId: string) {
  return { subject: runId, purpose: "sign_in_link" };
}

function linkOf(tx: Prisma.TransactionClient, { now }: Asker, runId: string): Promise<Secret | null> {
  return tx.secret.findFirst({ where: { ...linkContext(runId), OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }] } });
}

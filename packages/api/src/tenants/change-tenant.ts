import type { Prisma, Run } from "@nexus/db/client";
import type { ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import { type LockedTenant, lockTenant } from "@nexus/provisioning/tenants/change-tenant";
import { actorOf } from "../access/actor.ts";
import { createOnce } from "../idempotency/create-once.ts";
import type { KeyedInput } from "../idempotency/given-key.ts";
import type { Asker } from "../provisioning/run-access.ts";

/** A change of a tenant that a person asks for. */
export interface AskedChange<A> {
  readonly tenantId: string;
  readonly input: KeyedInput;
  /** Returns the run that brings the change to the site; `null` where none is needed. */
  readonly change: (parts: ChangeParts, tenant: LockedTenant) => Promise<Run | null>;
  readonly answer: (tx: Prisma.TransactionClient, runId: string | null) => Promise<A>;
}

/** Changes a tenant in one transaction that locks its row first; once for each idempotency key. */
export function changeTenant<A>(ctx: Asker, { tenantId, input, change, answer }: AskedChange<A>): Promise<A> {
  const begin = async (tx: Prisma.TransactionClient): Promise<string | null> => {
    const tenant = await lockTenant(tx, tenantId);
    const run = await change({ tx, actor: actorOf(ctx), sealingKey: ctx.sealingKey, webUrl: ctx.config.rootUrl }, tenant);
    return run?.id ?? null;
  };
  return createOnce(ctx, { input, begin, answer });
}

/** The run that carries a change out, for the one who asked. */
export async function runAnswer(tx: Prisma.TransactionClient, runId: string | null): Promise<{ runId: string; reference: string }> {
  const { id, reference } = await tx.run.findUniqueOrThrow({ where: { id: runId ?? "" } });
  return { runId: id, reference };
}

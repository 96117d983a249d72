import { createHmac, hkdfSync } from "node:crypto";
import type { IdempotencyKey, Prisma } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import type { ProcedureContext } from "../context.ts";
import { type KeyedInput, givenKey } from "./given-key.ts";

/** Whose key it is, and for what. */
export interface KeyedCall {
  /** Keys of different callers have nothing to do with each other. */
  readonly caller: string;
  readonly input: KeyedInput;
}

/** A key of which this transaction decides alone until it ends. */
export interface Claim {
  readonly id: string;
  /** The key itself, which is stored nowhere. */
  readonly key: string;
  /** What an earlier call with it made; `null` for the first one. */
  readonly made: Pick<IdempotencyKey, "runId" | "signupId"> | null;
}

/**
 * Claims the call's key in the transaction that does its work; `null` when it has none. A twin waits here
 * for the first one's commit and finds what that made; when it was rolled back, the twin is the first.
 *
 * @throws NexusError IDEMPOTENCY_CONFLICT when the key was used for another procedure or input.
 */
export async function claimKey(tx: Prisma.TransactionClient, ctx: ProcedureContext, call: KeyedCall): Promise<Claim | null> {
  const key = givenKey(ctx, call.input);
  if (key === null) return null;
  const now = ctx.now();
  const id = idOf(ctx, call.caller, key);
  const fresh = {
    procedure: ctx.procedure, digest: digestOf(ctx, call.input), runId: null, signupId: null,
    createdAt: now, expiresAt: new Date(now.getTime() + ctx.config.durations.idempotencyKey),
  };
  const { count } = await tx.idempotencyKey.createMany({ data: { id, ...fresh }, skipDuplicates: true });
  if (count === 1) return { id, key, made: null };
  await tx.$queryRaw`select from idempotency_keys where id = ${id} for update`;
  const known = await tx.idempotencyKey.findUnique({ where: { id } });
  // A sweep took it between the two statements, as its time was over.
  if (known === null) return claimKey(tx, ctx, call);
  if (known.expiresAt <= now) {
    await tx.idempotencyKey.update({ where: { id }, data: fresh });
    return { id, key, made: null };
  }
  if (known.digest !== fresh.digest) throw new NexusError("IDEMPOTENCY_CONFLICT", { field: "idempotencyKey" });
  return { id, key, made: { runId: known.runId, signupId: known.signupId } };
}

/** Whether a call with this key was done before; of no more worth than a hint, as nobody waits for anybody. */
export async function isKeyKnown(ctx: ProcedureContext, call: KeyedCall): Promise<boolean> {
  const key = givenKey(ctx, call.input);
  return key !== null && (await ctx.prisma.idempotencyKey.count({ where: { id: idOf(ctx, call.caller, key) } })) > 0;
}

function idOf({ sealingKey }: ProcedureContext, caller: string, key: string): string {
  return mac(sealingKey, [caller, key]);
}

/** Remembers what the claimed key's call made, or goes on to make. */
export async function keepClaim(tx: Prisma.TransactionClient, claim: Claim | null, made: { runId?: string | null; signupId?: string }): Promise<void> {
  if (claim !== null) await tx.idempotencyKey.updateMany({ where: { id: claim.id }, data: made });
}

function digestOf({ procedure, sealingKey }: ProcedureContext, { idempotencyKey: _, ...input }: KeyedInput): string {
  return mac(sealingKey, [procedure, input]);
}

/** Keyed, because what goes in holds passwords and addresses. */
function mac(sealingKey: Buffer, content: unknown): string {
  const key = Buffer.from(hkdfSync("sha256", sealingKey, "nexus", "idempotency-v1", 32));
  return createHmac("sha256", key).update(JSON.stringify(content, sortedKeys)).digest("base64url");
}

/** The same content in another order of fields is the same content. */
function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

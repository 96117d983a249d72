import { NexusError } from "@nexus/domain/errors/codes";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import type { ProcedureContext } from "../context.ts";
import { actorOf } from "./actor.ts";
import { networkOf } from "./network.ts";

/** What somebody tried to reach. */
export interface Target {
  readonly tenant?: { readonly id: string; readonly subdomain: string };
  readonly run?: { readonly id: string; readonly attempt: number };
}

/**
 * Refuses a caller and records the attempt, outside of any transaction so that the record stays.
 * NOT_FOUND is for those who may not even know that the thing exists.
 */
export async function refuse(ctx: ProcedureContext, code: "NOT_SIGNED_IN" | "FORBIDDEN" | "NOT_FOUND", target: Target = {}): Promise<never> {
  if (await mayRecord(ctx)) {
    await recordEvent(ctx.prisma, actorOf(ctx), { action: "access.refused", outcome: "refused", errorCode: code, reason: ctx.procedure, ...target });
  }
  throw new NexusError(code);
}

/** A flood of refused calls must not become a flood of rows. */
async function mayRecord(ctx: ProcedureContext): Promise<boolean> {
  try {
    await ctx.rateLimits.consume("refusalsAuditedByIp", networkOf(ctx.ip));
    return true;
  } catch (error) {
    if (error instanceof NexusError && error.code === "RATE_LIMITED") return false;
    throw error;
  }
}

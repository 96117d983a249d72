import { PLANS } from "@nexus/domain/plans/plan";
import { TENANT_STATES } from "@nexus/domain/states/tenant";
import { z } from "zod";
import { idempotent } from "../idempotency/schema.ts";
import { password } from "../signup/schema.ts";
import { text } from "../text.ts";

export const tenantInput = z.strictObject({ tenantId: z.uuid() });

export const tenantView = z.strictObject({
  tenantId: z.uuid(),
  subdomain: z.string(),
  organization: z.string(),
  ownerEmail: z.string(),
  plan: z.enum(PLANS),
  state: z.enum(TENANT_STATES),
  siteUrl: z.url(),
  createdAt: z.date(),
  activatedAt: z.date().nullable(),
  /** Since when an admin keeps it closed; a deletion that is taken back does not end that. */
  suspendedAt: z.date().nullable(),
  /** When its removal begins, unless its owner takes the deletion back. */
  deleteAt: z.date().nullable(),
  /** The run that builds or built it. */
  runId: z.uuid().nullable(),
  /** Somebody asked that run to stop. */
  buildStopped: z.boolean(),
});
export const mineOutput = z.strictObject({ tenants: z.array(tenantView) });

/** Workspaces for operators, newest first, by keyset. */
export const listInput = z.strictObject({
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(100).default(50),
  state: z.enum(TENANT_STATES).optional(),
  /** Part of a name, an organization or an owner's address. */
  search: text.max(100).optional(),
});
export const listOutput = z.strictObject({ tenants: z.array(tenantView), nextCursor: z.string().nullable() });

export const openInput = tenantInput.extend(idempotent);
/** A single-use link into the site; valid for about a minute, to be followed at once. */
export const openOutput = z.strictObject({ url: z.url() });

export const setPlanInput = z.strictObject({ tenantId: z.uuid(), plan: z.enum(PLANS), ...idempotent });

/** `subdomain` is typed by the person, to show that they mean this workspace. */
export const removeInput = z.strictObject({ tenantId: z.uuid(), subdomain: z.string().max(63), ...idempotent });
/** The run that closes the site; or the one that removes it, where `deleteAt` is null. */
export const removeOutput = z.strictObject({ runId: z.uuid(), reference: z.string(), deleteAt: z.date().nullable() });

const reason = text.min(3, "Please say why, in a few words.").max(500, "Use at most 500 characters.");
export const removeNowInput = removeInput.extend({ reason });

export const undeleteInput = tenantInput.extend(idempotent);
/** `runId`: the run that opens the site; null where it stays closed because an admin had suspended it. */
export const undeleteOutput = z.strictObject({ state: z.enum(TENANT_STATES), runId: z.uuid().nullable() });

/** The owner is told the reason of a suspension. */
export const reasonInput = z.strictObject({ tenantId: z.uuid(), reason, ...idempotent });
export const runOutput = z.strictObject({ runId: z.uuid(), reference: z.string() });

export const resetPasswordInput = z.strictObject({ tenantId: z.uuid(), password, ...idempotent });

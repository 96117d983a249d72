import { ACTOR_KINDS, AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@nexus/domain/audit/actions";
import { z } from "zod";
import { eventId } from "../events/event-id.ts";
import { text } from "../text.ts";

/** Within what the database can hold. */
const moment = z.date("This is not a date.").min(new Date(0), "This is before 1970.").max(new Date("9999-12-31T23:59:59.999Z"), "This is after the year 9999.");

export const listInput = z.strictObject({
  /** Opaque; from the page before. */
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).default(50),
  /** A tenant's id or subdomain. */
  tenant: text.max(63).optional(),
  /** A run's id or reference. */
  run: text.max(40).optional(),
  step: text.max(80).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  actor: text.max(100).optional(),
  from: moment.optional(),
  to: moment.optional(),
});

/** One event; `id` is a decimal string because it is a 64-bit number. */
export const auditEvent = z.strictObject({
  id: z.string(),
  at: z.date(),
  actorKind: z.enum(ACTOR_KINDS),
  actor: z.string(),
  ip: z.string().nullable(),
  requestId: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  outcome: z.enum(AUDIT_OUTCOMES),
  tenantId: z.string().nullable(),
  subdomain: z.string().nullable(),
  runId: z.string().nullable(),
  runReference: z.string().nullable(),
  attempt: z.int().nullable(),
  step: z.string().nullable(),
  durationMs: z.int().nullable(),
  errorCode: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
});
export const listOutput = z.strictObject({ events: z.array(auditEvent), nextCursor: z.string().nullable() });

/** Emitted when there is something newer than the newest event that the panel has. */
export const watchInput = z.strictObject({ lastEventId: eventId.nullish() });
export const watchOutput = z.strictObject({ newestId: z.string() });

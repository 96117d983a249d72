import { RUN_KINDS, RUN_STATES, STEP_STATES } from "@nexus/domain/states/run";
import { TENANT_STATES } from "@nexus/domain/states/tenant";
import { z } from "zod";
import { eventId } from "../events/event-id.ts";
import { idempotent } from "../idempotency/schema.ts";
import { text } from "../text.ts";

export const startInput = z.strictObject({
  signupId: z.uuid(),
  ...idempotent,
});
export const startOutput = z.strictObject({ runId: z.uuid(), tenantId: z.uuid(), reference: z.string() });

export const runInput = z.strictObject({ runId: z.uuid() });
export const watchInput = z.strictObject({ runId: z.uuid(), lastEventId: eventId.nullish() });

/** What the bench itself says; `percent` only where its own output gave one. */
export const stepProgress = z.strictObject({ line: z.string(), percent: z.number().nullable() });

const step = z.strictObject({
  name: z.string(),
  label: z.string(),
  state: z.enum(STEP_STATES),
  /** How often it was tried in this attempt. */
  tries: z.int(),
  progress: stepProgress.nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  undoStartedAt: z.date().nullable(),
  undoFinishedAt: z.date().nullable(),
});

const seconds = z.strictObject({ from: z.int(), to: z.int() });
const estimate = z.strictObject({
  /** Recent builds of as many apps that it is made from. */
  builds: z.int(),
  /** How long half of those took, in seconds; a quarter was quicker and a quarter slower. */
  build: seconds,
  /** Seconds from now until this one is done, its wait included; `null` once it began, and while no worker is there. */
  ready: seconds.nullable(),
});
export type Estimate = z.infer<typeof estimate>;

/** A run as its owner (or an operator) sees it: the latest attempt's steps with their real states and times. */
export const runView = z.strictObject({
  runId: z.uuid(),
  reference: z.string(),
  kind: z.enum(RUN_KINDS),
  state: z.enum(RUN_STATES),
  attempt: z.int(),
  version: z.int(),
  tenant: z.strictObject({
    tenantId: z.uuid(),
    subdomain: z.string(),
    organization: z.string(),
    state: z.enum(TENANT_STATES),
    siteUrl: z.url(),
  }),
  steps: z.array(step),
  error: z.strictObject({ code: z.string(), message: z.string(), step: z.string().nullable() }).nullable(),
  /** Runs that workers take before this one; `null` once it began. */
  queuedBefore: z.int().nullable(),
  /** Of a build that waits or works, from recent ones; `null` while too few are known, and for all else. */
  estimate: estimate.nullable(),
  abortRequested: z.boolean(),
  mayRetry: z.boolean(),
  mayAbort: z.boolean(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});
export type RunView = z.infer<typeof runView>;

export const retryInput = runInput.extend(idempotent);
export const retryOutput = z.strictObject({ runId: z.uuid(), attempt: z.int() });
export const abortInput = z.strictObject({ runId: z.uuid(), reason: text.max(500).optional() });
export const abortOutput = z.strictObject({ runId: z.uuid(), abortRequested: z.literal(true) });

/** Runs for the operator, newest first, by keyset. */
export const listInput = z.strictObject({
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(100).default(50),
  state: z.enum(RUN_STATES).optional(),
  kind: z.enum(RUN_KINDS).optional(),
  tenantId: z.uuid().optional(),
  /** Part of a subdomain, an owner's address or a reference. */
  search: text.max(100).optional(),
});
const runRow = runView.pick({
  runId: true, reference: true, kind: true, state: true, attempt: true, error: true, createdAt: true, startedAt: true, finishedAt: true,
}).extend({ subdomain: z.string(), organization: z.string(), ownerEmail: z.string(), stepsDone: z.int(), stepsTotal: z.int() });
export const listOutput = z.strictObject({ runs: z.array(runRow), nextCursor: z.string().nullable() });

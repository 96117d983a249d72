import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";

export type Row = Readonly<Record<string, unknown>>;

/** What makes a new row's values that nobody gave. */
export interface Defaults {
  /** A UUID of version 7. */
  readonly uuid: () => string;
  readonly now: () => Date;
  /** 1, 2, 3, … over all tables. */
  readonly serial: () => bigint;
}

export interface Unique {
  readonly fields: readonly string[];
  /** Only rows of which this holds are compared: a partial index. */
  readonly where?: (row: Row) => boolean;
}

export interface Relation {
  readonly table: TableName;
  /** Fields here and there that are equal. */
  readonly on: readonly [here: string, there: string];
  readonly many: boolean;
}

export interface TableSpec {
  readonly key: readonly string[];
  readonly uniques: readonly Unique[];
  readonly relations: Readonly<Record<string, Relation>>;
  readonly defaults: (defaults: Defaults) => Row;
}

const nulls = (...names: string[]): Row => Object.fromEntries(names.map((name) => [name, null]));
const one = (table: TableName, here: string): Relation => ({ table, on: [here, "id"], many: false });
const many = (table: TableName, there: string): Relation => ({ table, on: ["id", there], many: true });
const ofTenant = one("tenant", "tenantId");

const occupies = ({ state }: Row): boolean => OCCUPYING_STATES.some((occupying) => occupying === state);

/**
 * The tables of prisma/schema.prisma that runs touch, and DBOS's two, with what their migrations enforce.
 * packages/simulation/test compares the model with the real database.
 */
export const TABLES = {
  user: {
    key: ["id"], uniques: [{ fields: ["email"] }], relations: { tenants: many("tenant", "ownerId") },
    defaults: ({ uuid, now }) => ({ id: uuid(), passwordHash: null, createdAt: now() }),
  },
  signup: {
    key: ["id"], uniques: [{ fields: ["tenantId"], where: (row) => row["tenantId"] !== null }],
    relations: { user: one("user", "userId"), tenant: ofTenant, hold: { table: "nameHold", on: ["id", "signupId"], many: false } },
    defaults: ({ uuid, now }) => ({
      id: uuid(), state: "pending", codeTries: 0, codesSent: 1, lastCodeSentAt: now(), createdAt: now(),
      ...nulls("ticketHash", "ticketExpiresAt", "ip", "userId", "tenantId", "verifiedAt"),
    }),
  },
  nameHold: {
    key: ["subdomain"], uniques: [{ fields: ["signupId"] }], relations: { signup: one("signup", "signupId") }, defaults: () => ({}),
  },
  tenant: {
    key: ["id"], uniques: [{ fields: ["subdomain"], where: occupies }],
    relations: { owner: one("user", "ownerId"), signup: { table: "signup", on: ["id", "tenantId"], many: false }, runs: many("run", "tenantId") },
    defaults: ({ uuid, now }) => ({ id: uuid(), bench: "default", state: "reserved", createdAt: now(), ...nulls("activatedAt", "suspendedAt", "deleteAt", "deletedAt") }),
  },
  run: {
    key: ["id"], uniques: [{ fields: ["reference"] }],
    relations: { tenant: ofTenant, steps: many("runStep", "runId") },
    defaults: ({ uuid, now }) => ({
      id: uuid(), state: "queued", attempt: 1, epoch: 1, version: 1, createdAt: now(),
      ...nulls("executorId", "source", "turnAt", "requestedBy", "abortRequestedAt", "errorCode", "errorMessage", "failedStep", "startedAt", "finishedAt"),
    }),
  },
  runStep: {
    key: ["runId", "attempt", "name"], uniques: [{ fields: ["runId", "attempt", "ordinal"] }], relations: { run: one("run", "runId") },
    defaults: () => ({ state: "pending", tries: 0, undoTries: 0, ...nulls("progress", "errorCode", "errorMessage", "startedAt", "finishedAt", "undoStartedAt", "undoFinishedAt") }),
  },
  auditEvent: {
    key: ["id"], uniques: [], relations: {},
    defaults: ({ serial, now }) => ({
      id: serial(), at: now(), ...nulls("ip", "tenantId", "subdomain", "runId", "attempt", "step", "durationMs", "errorCode", "before", "after", "reason"),
    }),
  },
  outboxMail: {
    key: ["id"], uniques: [{ fields: ["key"] }, { fields: ["messageId"] }], relations: {},
    defaults: ({ uuid, now }) => ({ id: uuid(), sealedValues: null, state: "queued", tries: 0, lastError: null, createdAt: now(), sentAt: null }),
  },
  secret: {
    key: ["id"], uniques: [{ fields: ["subject", "purpose"] }], relations: { tenant: ofTenant },
    defaults: ({ uuid, now }) => ({ id: uuid(), tenantId: null, createdAt: now(), expiresAt: null }),
  },
  idempotencyKey: {
    key: ["id"], uniques: [], relations: { run: one("run", "runId"), signup: one("signup", "signupId") },
    defaults: ({ now }) => ({ runId: null, signupId: null, createdAt: now() }),
  },
  benchLook: { key: ["bench"], uniques: [], relations: {}, defaults: () => ({ finishedNumber: 0, ...nulls("finishedAt", "failingSince", "failure") }) },
  drift: {
    key: ["id"], uniques: [{ fields: ["bench", "kind", "subject"], where: (row) => row["state"] !== "closed" }],
    relations: { tenant: ofTenant, run: one("run", "runId"), mendingRun: one("run", "mendingRunId") },
    defaults: ({ uuid }) => ({ id: uuid(), state: "suspected", ...nulls("tenantId", "runId", "openedAt", "closedAt", "mendedAt", "mendingRunId") }),
  },
  workerLease: { key: ["executorId"], uniques: [], relations: {}, defaults: ({ now }) => ({ startedAt: now() }) },
  /** DBOS's `workflow_status`, as far as it is used. */
  workflow: {
    key: ["id"], uniques: [], relations: {},
    defaults: ({ now }) => ({ status: "ENQUEUED", executorId: null, ownerXid: null, partition: null, priority: 0, createdAt: now(), updatedAt: now() }),
  },
  /** DBOS's `operation_outputs`: what each step of a workflow answered. */
  workflowOutput: { key: ["workflow", "position"], uniques: [], relations: {}, defaults: () => ({}) },
} as const satisfies Readonly<Record<string, TableSpec>>;

export type TableName =
  | "user" | "signup" | "nameHold" | "tenant" | "run" | "runStep" | "auditEvent" | "outboxMail" | "secret" | "idempotencyKey" | "benchLook" | "drift" | "workerLease" | "workflow" | "workflowOutput";

export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

export function tableSpec(name: TableName): TableSpec {
  return TABLES[name];
}

import type { PrismaClient } from "@nexus/db/client";
import type { ApiConfig } from "./config.ts";
import type { AuditEvents, RunEvents } from "./events/sources.ts";
import type { RandomSource } from "./random.ts";
import type { RateLimits } from "./rate-limits.ts";

/** Somebody who is signed in. Admins and operators come from the configuration and have no row of their own. */
export type Session =
  | { readonly role: "member"; readonly userId: string; readonly email: string }
  | { readonly role: "operator" | "admin"; readonly email: string };

/** Where the router writes what an operator should see; pino fits. */
export interface ApiLog {
  error(facts: Record<string, unknown>, sentence: string): void;
}

/** What a process makes once and all its requests share. */
export interface ApiServices {
  readonly prisma: PrismaClient;
  readonly config: ApiConfig;
  readonly now: () => Date;
  readonly random: RandomSource;
  /** From `sealingKey` in @nexus/domain/secrets/seal; the same in web and worker. */
  readonly sealingKey: Buffer;
  readonly rateLimits: RateLimits;
  readonly runEvents: RunEvents;
  readonly auditEvents: AuditEvents;
  readonly log: ApiLog;
}

/** What is known of one request. */
export interface RequestFacts {
  readonly session: Session | null;
  readonly ip: string | null;
  readonly requestId: string;
  /** The header `Idempotency-Key` as it came; `null` when there was none. */
  readonly idempotencyKeyHeader: string | null;
  /** Value of the cookie that {@link setSignupCookie} set in this browser before. */
  readonly signupCookie: string | null;
  /** Sets an httpOnly, SameSite=Lax cookie for the web app's own host. */
  readonly setSignupCookie: (value: string, expires: Date) => void;
}

/** What procedures get. */
export type ApiContext = ApiServices & RequestFacts;

/** What a procedure's own functions get: the context, and by which path it was called. */
export type ProcedureContext = ApiContext & { readonly procedure: string };

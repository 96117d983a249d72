import type { TenantState } from "@nexus/domain/states/tenant";
import type { Ports, SecretPurpose } from "./ports.ts";
import type { RetryPolicy } from "./retry.ts";
import type { RunFacts } from "./run-facts.ts";

/** What a step that reaches outside the database may use. */
export interface EffectContext extends Ports {
  readonly run: RunFacts;
  /** From 1; above 1 an earlier try of this step failed or its outcome is unknown. */
  readonly tries: number;
}

/** What a step may do inside the journal's own transaction: all of it happens, or none. */
export interface Books {
  readonly run: RunFacts;
  /** Changes the tenant's state by compare-and-set and records the event. */
  tenantBecame(change: TenantChange): Promise<void>;
  /** The tenant's state; nobody changes it before this transaction ends. */
  tenantState(): Promise<TenantState>;
  /** Queues the run that writes the tenant into the master site's register; not for one that is being removed, whose own run does that. */
  queueRegistration(): Promise<void>;
  mailOwner(template: OwnerMail): Promise<void>;
  wipeSecrets(purposes: readonly SecretPurpose[]): Promise<void>;
  /** The secrets may be used for so many seconds more. */
  expireSecrets(purposes: readonly SecretPurpose[], seconds: number): Promise<void>;
}

/** Mails about a workspace that the owner can open, and about a run that did not do what it should. */
export type OwnerMail = GoodNews | "workspace_failed" | "workspace_stuck" | "password_not_changed";
export type GoodNews = "workspace_ready" | "workspace_resumed" | "workspace_kept" | "password_changed";

export type TenantChange = "activated" | "released" | "deleted";

type Effect = (context: EffectContext) => Promise<void>;
type InTransaction = (books: Books) => Promise<void>;

/** An effect on the outside is done at least once and must be idempotent; one in the transaction, exactly once. */
export type Work =
  | { readonly kind: "effect"; readonly act: Effect }
  | { readonly kind: "transaction"; readonly act: InTransaction };

/** How a step is undone. There is no default: each step says it. */
export type Undo =
  | Work
  | { readonly kind: "covered"; readonly by: string }
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "irreversible"; readonly why: string };

/** One declared step of a run. */
export interface Step {
  /** Stable; part of keys, rows and audit events. */
  readonly name: string;
  /** What it does, for people: "Create the site". */
  readonly label: string;
  /** Longest time of one try, in seconds. */
  readonly timeout: number;
  readonly retry: RetryPolicy;
  readonly run: Work;
  readonly undo: Undo;
}

/** A run: its steps in order, and what happens in the transaction that closes a rolled-back run, or hands it to a person. */
export interface RunDefinition {
  readonly steps: readonly Step[];
  /** What fails for good is a person's, and is not undone: the run is about what must be done in the end. */
  readonly handsOver?: true;
  readonly rolledBack: InTransaction;
  readonly needsAttention: InTransaction;
}

export const effect = (act: Effect): Work => ({ kind: "effect", act });
export const inTransaction = (act: InTransaction): Work => ({ kind: "transaction", act });
/** Undoing the step `by` removes this step's effect as well. */
export const coveredBy = (by: string): Undo => ({ kind: "covered", by });
/** The step changed nothing. */
export const nothingToUndo = (why: string): Undo => ({ kind: "nothing", why });
/** After this step there is no way back, and none is wanted. */
export const irreversible = (why: string): Undo => ({ kind: "irreversible", why });

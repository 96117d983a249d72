import type { Command } from "@nexus/agent-contract/command";
import type { Plan } from "@nexus/domain/plans/plan";
import type { TenantState } from "@nexus/domain/states/tenant";

/** The outside world as steps see it. Every method fails with a `StepError` that says whether another try can help. */
export interface Ports {
  readonly bench: BenchPort;
  readonly siteRoute: SiteRoutePort;
  readonly secrets: SecretsPort;
  readonly tenant: TenantPort;
  readonly installation: Installation;
}

/** What is configured and the same for every run. */
export interface Installation {
  /** The site that keeps the register of tenants; `null` where none is configured. */
  readonly masterSite: string | null;
  /** Address of a site as its visitors type it, e.g. `http://acme.nexus-sites.localhost:8080`. */
  readonly siteUrl: (site: string) => string;
  readonly locale: { readonly language: string; readonly country: string; readonly timeZone: string; readonly currency: string };
}

/** The bench, through its agent. */
export interface BenchPort {
  /**
   * Has the command done and waits for its end; the key derives from run, attempt, step and try, so
   * that a repeated call attaches to the command instead of starting another. `part` tells apart
   * several commands of one step.
   */
  run(command: Command, part?: string): Promise<Readonly<Record<string, unknown>>>;
  /** Path and query of a single-use sign-in. A secret. */
  loginLink(site: string, dbName: string, email: string): Promise<string>;
}

/** A site through its public route, as a visitor's browser would reach it. */
export interface SiteRoutePort {
  /** Succeeds when the site answers 200 under its own host. */
  ping(site: string): Promise<void>;
  /** Whether the site lets this user in with this password. */
  signIn(site: string, user: string, password: string): Promise<"accepted" | "refused">;
  /** User that the site takes the API key for; `null` when it refuses the key. */
  userOfApiKey(site: string, apiKey: string, apiSecret: string): Promise<string | null>;
}

/**
 * What is wanted of the run's tenant at this moment, which may be more, or less, than when the run was
 * accepted: a run makes the site as the row says now, so that no order of runs leaves it otherwise.
 */
export interface TenantPort {
  wanted(): Promise<{ readonly state: TenantState; readonly plan: Plan }>;
  /** Database of the tenant's site, by which the agent tells it from another one that has its name. */
  database(): Promise<string>;
  /** Whether a run is under way that writes this tenant into the register. */
  isBeingRegistered(): Promise<boolean>;
}

/** Sealed values of the run's tenant. */
export interface SecretsPort {
  /** @throws StepError `SECRET_EXPIRED` when there is none; its message says what a person should do then. */
  reveal(purpose: SecretPurpose): Promise<string>;
  /** The value that was kept before under this purpose, or `make()`'s, kept before it is returned. */
  ensure(purpose: SecretPurpose, make: () => string): Promise<string>;
  /** Keeps a value for the asker of this run, for `seconds`. */
  handOver(purpose: SecretPurpose, value: string, seconds: number): Promise<void>;
}

/** Chosen by the visitor; chosen anew by the owner; made for the site; handed to the asker. */
export const SECRET_PURPOSES = ["owner_password", "new_owner_password", "administrator_password", "api_key", "api_secret", "sign_in_link"] as const;
export type SecretPurpose = (typeof SECRET_PURPOSES)[number];

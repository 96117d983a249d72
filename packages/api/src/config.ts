import type { Plan } from "@nexus/domain/plans/plan";
import type { PasswordCost } from "./accounts/password-hash.ts";

/** At most `points` tries within `seconds`, for each network, mail address or user. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** Everything that is limited; the second half of a name says by what. */
export const RATE_NAMES = [
  "availabilityByIp", "signupByIp", "codeMailByAddressAndIp", "codeMailByAddress", "codeByIp", "codeByAddressAndIp", "codeByAddress",
  "signInByIp", "signInByAddressAndIp", "signInByAddress", "openByUser", "changeRunByUser", "resetPasswordByUser",
  /** Not a limit of calls: how many refused attempts of one IP address are written to the audit log. */
  "refusalsAuditedByIp",
] as const;
export type RateName = (typeof RATE_NAMES)[number];

/** How long things last, in milliseconds. */
export interface Durations {
  /** A mailed code is good for so long. */
  readonly code: number;
  /** Between two codes. */
  readonly resend: number;
  /** A name is held for a signup whose address is not proved yet, … */
  readonly hold: number;
  /** … and for one whose address is proved, until its run is started. */
  readonly verifiedHold: number;
  /** From a proved address to a session. */
  readonly ticket: number;
  /** A workspace that its owner deletes is closed for so long before it is removed; 0: it is removed at once. */
  readonly deletionGrace: number;
  /** A deleted workspace's name may not be had by others. */
  readonly nameRest: number;
  /** An idempotency key is remembered for so long. */
  readonly idempotencyKey: number;
  /** A watcher reads again after so long even when no change was announced. */
  readonly reread: number;
  /** Longest wait for a sign-in link. */
  readonly openWait: number;
}

export type StaffRole = "admin" | "operator";

/** How staff of one role sign in. */
export interface StaffAccess {
  /** Lower-case addresses. */
  readonly emails: readonly string[];
  /** The one password of all of them; empty while none is configured, which lets nobody in. */
  readonly password: string;
}

/** What differs from installation to installation; each app fills it from its environment. */
export interface ApiConfig {
  readonly productName: string;
  /** Address of the web app without a slash at the end, e.g. `http://nexus.localhost:3000`. */
  readonly rootUrl: string;
  /** Domain under which Frappe sites live, e.g. `nexus-sites.localhost`. */
  readonly sitesDomain: string;
  /** Address of a site with `{subdomain}` in it, e.g. `http://{subdomain}.nexus-sites.localhost:8080`. */
  readonly sitesPublicUrl: string;
  /** What every new workspace gets; only an admin changes it. */
  readonly defaultPlan: Plan;
  /** Apps to install beside frappe, in order. */
  readonly defaultApps: readonly string[];
  /** Apps of the bench: no workspace may be called like one. */
  readonly appNames: readonly string[];
  /** Who sees the panel: admins may do everything, operators only read. */
  readonly staff: Readonly<Record<StaffRole, StaffAccess>>;
  /** What hashing a person's password costs. Hashes that exist keep theirs. */
  readonly passwordCost: PasswordCost;
  readonly rates: Readonly<Record<RateName, Rate>>;
  /** Wrong tries for one code. */
  readonly codeTries: number;
  /** Codes for one signup, the first included. */
  readonly codeSends: number;
  /** Workspaces of one owner that may be built at the same time. */
  readonly unfinishedRuns: number;
  readonly durations: Durations;
}

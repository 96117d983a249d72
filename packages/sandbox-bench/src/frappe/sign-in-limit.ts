import { asObject } from "../disk/write-atomic.ts";
import type { Database } from "../mariadb/database.ts";
import { changeKeys } from "../redis/change-keys.ts";
import { readSingle, saveSingle } from "./document.ts";
import { frappeError } from "./errors.ts";
import type { Site } from "./site.ts";

const SETTINGS = "System Settings";
const FIELD = "rate_limit_email_link_login";
/** Where none is set, and as 0 is none. */
const FRAPPES_OWN = 5;
const RAISED = 100;
const WINDOW_MS = 3_600_000;

/** One visit to a single-use link. */
export interface Visitor {
  readonly address: string;
  readonly now: Date;
}

/** Lets visitors follow more links than Frappe does by itself; a limit that somebody has set stays. */
export function raiseSignInLimit(database: Database): void {
  if (Number(readSingle(database, SETTINGS)[FIELD] ?? 0) === 0) saveSingle(database, SETTINGS, { [FIELD]: RAISED });
}

/** Counts a visit to a single-use link, whether that opens anything or not. @throws RateLimitExceededError 429 when it is one too many from its address within an hour. */
export function countSignIn(site: Site, database: Database, { address, now }: Visitor): void {
  const limit = Number(readSingle(database, SETTINGS)[FIELD] ?? 0) || FRAPPES_OWN;
  const visits = changeKeys(site, now, (keys) => {
    const key = `rl:frappe.www.login.login_via_key:${address}`;
    const { visits: before = 0, expiresAt = now.getTime() + WINDOW_MS } = asObject(keys[key]);
    keys[key] = { visits: Number(before) + 1, expiresAt };
    return Number(before) + 1;
  });
  if (visits > limit) throw frappeError("RateLimitExceededError", "You hit the rate limit because of too many requests. Please try after sometime.");
}

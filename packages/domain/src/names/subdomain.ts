/**
 * What a workspace may be called. The same function runs in the browser, in the router and again
 * at the agent before a site is made, so that no side accepts a name that another refuses; only the
 * bench's apps are not known to all of them.
 */

/** Why a name is refused; each has a sentence for people in {@link subdomainProblemText}. */
export type SubdomainProblem =
  | "too_short"
  | "too_long"
  | "bad_characters"
  | "bad_edge"
  | "punycode"
  | "reserved"
  | "app_name"
  | "pool_prefix";

/** What beyond the fixed rules is refused on this installation. */
export interface NameRules {
  /** Apps of the bench: Frappe refuses a site that is called like one of them. */
  readonly appNames: readonly string[];
}

/** Sites that wait in the warm pool are called `pool-…`; a visitor may not imitate one. */
export const POOL_PREFIX = "pool-";

/**
 * Names with a meaning to Frappe (`all` is every site to `bench --site`; the rest lie beside the
 * sites' folders), to mail and certificate authorities (RFC 2142), or to this product's own routes.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  "all", "assets", "apps", "archived", "archive", "common", "downloads", "frappe", "erpnext", "site", "sites",
  "www", "api", "app", "admin", "administrator", "mail", "smtp", "imap", "pop", "ftp", "ns1", "ns2", "mx",
  "abuse", "hostmaster", "noc", "postmaster", "root", "security", "ssl-admin", "webmaster", "autoconfig",
  "autodiscover", "wpad", "isatap", "localhost", "localdomain", "broadcasthost", "no-reply", "noreply",
  "login", "logout", "signup", "signin", "register", "onboarding", "dashboard", "account", "accounts", "auth",
  "billing", "status", "health", "ready", "metrics", "support", "help", "docs", "blog", "about", "pricing",
  "static", "cdn", "files", "master", "nexus", "pool", "test", "dev", "staging", "internal", "agent", "worker",
]);

const ALLOWED = /^[a-z0-9-]+$/;
const EDGES = /^[a-z0-9].*[a-z0-9]$/;

/**
 * Checks a workspace name against the rules of a DNS label (RFC 1035 §2.3.1, 3–63 characters) and
 * against names that are taken by the system itself.
 *
 * @returns the first problem in the order a person would want to hear it, or `null` for a usable name.
 */
export function subdomainProblem(name: string, rules: NameRules): SubdomainProblem | null {
  if (name.length < 3) return "too_short";
  if (name.length > 63) return "too_long";
  if (!ALLOWED.test(name)) return "bad_characters";
  if (!EDGES.test(name)) return "bad_edge";
  if (name.slice(2, 4) === "--") return "punycode";
  if (RESERVED_NAMES.has(name)) return "reserved";
  // An app `nexus_core` cannot be a DNS label, but its look-alike `nexus-core` would mislead.
  if (rules.appNames.some((app) => app.replaceAll("_", "-") === name)) return "app_name";
  if (name.startsWith(POOL_PREFIX)) return "pool_prefix";
  return null;
}

/** A sentence for the visitor: what is wrong, and what to do. */
export const subdomainProblemText: Readonly<Record<SubdomainProblem, string>> = {
  too_short: "Use at least 3 characters.",
  too_long: "Use at most 63 characters.",
  bad_characters: "Use only lower-case letters, digits and hyphens.",
  bad_edge: "Start and end with a letter or a digit.",
  punycode: "Two hyphens at the third and fourth place are not allowed.",
  reserved: "This name is reserved. Please choose another.",
  app_name: "This name belongs to an app of this product. Please choose another.",
  pool_prefix: "Names that begin with “pool-” are reserved. Please choose another.",
};

import { type NameRules, POOL_PREFIX, subdomainProblem } from "./subdomain.ts";

const MAX = 63;
const FALLBACK = "workspace";

/**
 * Turns an organization's name into a workspace name: lower-case, accents removed, every run of
 * other characters a hyphen, trimmed; under 3 characters gets `-org`; cut at 63. Always a shape
 * that {@link subdomainProblem} accepts, though it may still be reserved or taken.
 */
export function slugFromOrganization(organization: string): string {
  let slug = organization
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (slug === "") slug = FALLBACK;
  if (slug.length < 3) slug += "-org";
  return slug.slice(0, MAX).replace(/-+$/, "");
}

const SUFFIXES = ["hq", "team", "app", "co", "group", "works", "online", "now"];

/**
 * Names to offer when `name` cannot be had, best first, without end after the readable ones:
 * `acme-hq`, `acme-team`, …, `acme-2`, `acme-3`, …. Each obeys the rules; whether one is free is for
 * the caller to ask.
 */
export function* nameCandidates(name: string, rules: NameRules): Generator<string> {
  const base = slugFromOrganization(name.startsWith(POOL_PREFIX) ? name.slice(POOL_PREFIX.length) : name);
  const endings = (function* () {
    yield* SUFFIXES;
    for (let n = 2; n < 1000; n += 1) yield String(n);
  })();
  for (const ending of endings) {
    const candidate = `${base.slice(0, MAX - ending.length - 1).replace(/-+$/, "")}-${ending}`;
    if (subdomainProblem(candidate, rules) === null) yield candidate;
  }
}

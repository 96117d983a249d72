/**
 * Host of a workspace's Frappe site, which is also the name of its directory on the bench.
 * Frappe compares hosts case-sensitively, so it is lower-case throughout.
 */
export function siteHost(subdomain: string, sitesDomain: string): string {
  return `${subdomain}.${sitesDomain}`.toLowerCase();
}

/** Longest host name that DNS allows (RFC 1035 §3.1). */
const MAX_HOST = 253;
const HOST = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** Whether a string is a lower-case host of at least two labels: no path, no leading hyphen, no space. */
export function isSiteHost(host: string): boolean {
  return host.length <= MAX_HOST && HOST.test(host);
}

/**
 * Database (and database user) of one attempt of one run: `nx_` + 24 hexadecimal digits of the run's
 * id + the attempt. Derived from the run and never from the name, and never reused: v15 derives a
 * database's name from the site's path, and would drop another site's database on a second use.
 * MariaDB allows 32 characters for a user's name on every version that Frappe supports.
 */
export function databaseName(runId: string, attempt: number): string {
  const hex = runId.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new TypeError(`A run's id is a UUID, not “${runId}”.`);
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > 9999) {
    throw new RangeError(`An attempt is a whole number from 1 to 9999, not ${attempt}.`);
  }
  // The first 8 digits of a UUIDv7 are time; the random tail is what tells runs apart.
  return `nx_${hex.slice(8)}_${attempt}`;
}

/** The part of a database's name that tells the run, without the attempt; null for what does not carry our mark. */
export function runMark(name: string): { readonly run: string; readonly attempt: number } | null {
  const [, run, attempt] = /^(nx_[0-9a-f]{24})_([1-9][0-9]{0,3})$/.exec(name) ?? [];
  return run === undefined || attempt === undefined ? null : { run, attempt: Number(attempt) };
}

/** Whether a database or its user carries the mark of this product. */
export function isOurDatabase(name: string): boolean {
  return runMark(name) !== null;
}

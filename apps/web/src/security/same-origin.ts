/**
 * Whether a request that changes something with the visitor's cookies comes from our own pages.
 * Browsers send Origin with every POST; a program without one carries no cookies that it was not given.
 */
export function isSameOrigin(headers: Headers, ownOrigin: string): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === ownOrigin;
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Where a page asked for at a loopback name lives: cookies of `localhost` reach no subdomain, those of
 * `nexus.localhost` do. `null` when the request is where it belongs, or the product has a real domain.
 */
export function canonicalPage(host: string | null, pathAndQuery: string, ownOrigin: string): string | null {
  const own = new URL(ownOrigin);
  if (host === null || !own.hostname.endsWith(".localhost") || !LOOPBACK.test(host)) return null;
  return `${own.origin}${pathAndQuery}`;
}

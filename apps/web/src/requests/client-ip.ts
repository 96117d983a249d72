import { isIP } from "node:net";

/**
 * The visitor's address as far as it can be known: the last entry of X-Forwarded-For, which is the one
 * that our own proxy wrote, and only when there is such a proxy. `null` otherwise: Next.js does not
 * show a route the socket.
 */
export function clientIp(headers: Headers, trustProxy: boolean): string | null {
  if (!trustProxy) return null;
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return isIP(last) === 0 ? null : last;
}

import { isIP } from "node:net";

/**
 * The visitor's address: the last entry of X-Forwarded-For, which our own proxy wrote, or this process
 * itself where there is none (see socket-address.ts). `null` when it is not an address.
 */
export function clientIp(headers: Headers): string | null {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  const address = last.replace(/^::ffff:(?=\d+\.)/, "");
  return isIP(address) === 0 ? null : address;
}

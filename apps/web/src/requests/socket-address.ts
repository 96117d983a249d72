import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isLocalOrigin } from "../security/local-origin.ts";

/**
 * Whether X-Forwarded-For says who a visitor is. Behind a proxy all would otherwise share one limit, and
 * without one each could invent addresses: where others reach the app, nobody but its operator knows.
 *
 * @throws Error with what to set.
 */
export function proxyIsTrusted(setting: boolean | undefined, origin: string): boolean {
  if (setting !== undefined) return setting;
  if (isLocalOrigin(origin)) return false;
  throw new Error(
    `The web app cannot start because TRUST_PROXY is not set, and ${origin} is reached by others. Set it to 1 when a proxy of yours is in front that writes X-Forwarded-For, else to 0.`,
  );
}

/**
 * Without a proxy of ours in front, X-Forwarded-For is whatever a visitor writes. Next.js shows routes
 * no socket, so the header is replaced by the socket's address before Next.js sees the request.
 */
export function trustOnlySockets(): void {
  subscribe("http.server.request.start", (message) => {
    if (!isRequestStart(message)) return;
    const { remoteAddress } = message.request.socket;
    if (remoteAddress === undefined) delete message.request.headers["x-forwarded-for"];
    else message.request.headers["x-forwarded-for"] = remoteAddress;
  });
}

function isRequestStart(message: unknown): message is { request: IncomingMessage } {
  return typeof message === "object" && message !== null && "request" in message;
}

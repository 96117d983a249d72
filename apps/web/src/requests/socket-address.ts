import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

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

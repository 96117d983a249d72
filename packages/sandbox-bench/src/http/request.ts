import type { IncomingMessage } from "node:http";
import { asObject } from "../disk/write-atomic.ts";

/** A request as far as a site looks at it. */
export interface Request {
  /** `GET` for HEAD too. */
  readonly method: string;
  readonly isHead: boolean;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Fields of the query and of the body, be it a form or JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage["headers"];
  readonly cookies: Readonly<Record<string, string>>;
}

const MAX_BODY_BYTES = 1_000_000;

/** The body was longer than a site takes. */
export class BodyTooLong extends Error {
  override readonly name = "BodyTooLong";
}

/** Reads a request to its end. @throws BodyTooLong; SyntaxError or URIError on what cannot be read. */
export async function readRequest(message: IncomingMessage): Promise<Request> {
  const url = new URL(message.url ?? "/", "http://site");
  const body = await readBody(message);
  return {
    method: message.method === "HEAD" ? "GET" : (message.method ?? "GET"),
    isHead: message.method === "HEAD",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    fields: { ...Object.fromEntries(url.searchParams), ...bodyFields(body, message.headers["content-type"] ?? "") },
    headers: message.headers,
    cookies: readCookies(message.headers.cookie ?? ""),
  };
}

/**
 * The site that a request is for: X-Frappe-Site-Name, else Host without its port. Compared with
 * folders as it is: a host in capitals is another site.
 */
export function siteNameOf(headers: IncomingMessage["headers"]): string {
  const named = headers["x-frappe-site-name"];
  if (typeof named === "string" && named !== "") return named;
  return (headers.host ?? "").replace(/:\d+$/, "");
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) throw new BodyTooLong();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function bodyFields(body: string, type: string): Record<string, unknown> {
  if (body === "") return {};
  if (type.includes("json")) return asObject(JSON.parse(body));
  return Object.fromEntries(new URLSearchParams(body));
}

function readCookies(header: string): Record<string, string> {
  const pairs = header.split(";").map((pair) => pair.trim().split("="));
  return Object.fromEntries(pairs.flatMap(([name, value]) => (name !== undefined && value !== undefined ? [[name, value]] : [])));
}

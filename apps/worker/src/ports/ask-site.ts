import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface SiteRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** A form, URL-encoded. */
  readonly form?: string;
  readonly authorization?: string;
}

export interface SiteAnswer {
  readonly status: number;
  readonly body: string;
}

/** Longest time for one answer, in milliseconds; a site's first one takes seconds. */
const TIMEOUT_MS = 20_000;
const LONGEST_BODY = 1_000_000;

/**
 * Asks a site at `upstream` under its own Host. Not by fetch, which lets nobody set that header.
 *
 * @throws Error when there is no answer in time.
 */
export function askSite(upstream: string, site: string, { method, path, form, authorization }: SiteRequest): Promise<SiteAnswer> {
  const url = new URL(path, upstream);
  const headers = {
    host: site,
    accept: "application/json",
    ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(form) }),
    ...(authorization === undefined ? {} : { authorization }),
  };
  const options = { method, headers, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) } as const;
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage): void => void readAnswer(answer).then(resolve, reject);
    const request = url.protocol === "https:" ? requestHttps(url, { ...options, servername: site }, onAnswer) : requestHttp(url, options, onAnswer);
    request.once("error", reject);
    request.end(form);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<SiteAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > LONGEST_BODY) break;
    chunks.push(bytes);
  }
  return { status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") };
}

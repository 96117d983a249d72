import { request, type IncomingHttpHeaders } from "node:http";

/** What a site answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; `null` when it is none. */
  readonly json: Record<string, unknown> | null;
  /** `name=value` of each cookie that was set. */
  readonly cookies: readonly string[];
}

/** What to ask a site. */
export interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
  readonly body?: object;
}

/** Asks the site of this host, at an address that serves many: dials the address and sends the host in the header. */
export function ask(address: string, host: string, path: string, question: Question = {}): Promise<Answer> {
  const url = new URL(path, address);
  const body = question.form === undefined ? (question.body === undefined ? "" : JSON.stringify(question.body)) : new URLSearchParams(question.form).toString();
  const type = question.form === undefined ? "application/json" : "application/x-www-form-urlencoded";
  const headers = { host, accept: "*/*", ...(body === "" ? {} : { "content-type": type, "content-length": String(Buffer.byteLength(body)) }), ...question.headers };
  return new Promise((resolve, reject) => {
    const message = request(url, { method: question.method ?? (body === "" ? "GET" : "POST"), headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text), cookies: (response.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0] ?? "") }));
    });
    message.on("error", reject);
    message.end(body);
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

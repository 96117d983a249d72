import type { FrappeError } from "../frappe/errors.ts";

/** An answer to a request. */
export interface Reply {
  readonly status: number;
  readonly type: "json" | "html" | "empty";
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

export function json(body: object, status = 200, more: Partial<Reply> = {}): Reply {
  return { status, type: "json", body: JSON.stringify(body), ...more };
}

export function html(body: string, status = 200, more: Partial<Reply> = {}): Reply {
  return { status, type: "html", body, ...more };
}

export function redirect(location: string, status: 301 | 302 | 303 = 302, cookies: readonly string[] = []): Reply {
  return { status, type: "empty", body: "", headers: { location }, cookies };
}

/** An error as Frappe's REST side tells it. On 404 the traceback is kept back, as v15 does. */
export function errorReply(error: FrappeError): Reply {
  const last = error.message === "" ? error.exception : `${error.exception}: ${error.message}`;
  const traced = error.status === 404 ? {} : { exception: last, exc: JSON.stringify([`Traceback (most recent call last):\n${last}\n`]) };
  const message = { message: error.message, title: "Message", indicator: "red", raise_exception: 1 };
  const messages = error.message === "" ? {} : { _server_messages: JSON.stringify([JSON.stringify(message)]) };
  return json({ exc_type: error.type, ...traced, ...messages }, error.status);
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Bench } from "../bench/paths.ts";
import { answer, NoAnswer } from "./answer.ts";
import { CONTENT_SECURITY_POLICY } from "./page/layout.ts";
import { json, type Reply } from "./reply.ts";
import { BodyTooLong, readRequest, siteNameOf } from "./request.ts";

const TYPES = { json: "application/json", html: "text/html; charset=utf-8", empty: "text/html; charset=utf-8" } as const;

/** A web server for all sites of a bench; it is not listening yet. Sites may come, go and move while it runs. */
export function siteServer(bench: Bench): Server {
  return createServer((message, response) => {
    handle(bench, message).then(
      (reply) => send(message, response, reply),
      (error: unknown) => {
        if (error instanceof NoAnswer) return message.socket.destroy();
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        send(message, response, json({ exc_type: "InternalError" }, 500));
      },
    );
  });
}

async function handle(bench: Bench, message: IncomingMessage): Promise<Reply> {
  const host = siteNameOf(message.headers);
  if (message.url === "/health" && (host === "127.0.0.1" || host === "localhost")) return json({ status: "ok" });
  try {
    return await answer(bench, host, await readRequest(message));
  } catch (error) {
    if (error instanceof BodyTooLong) return json({ exc_type: "RequestEntityTooLarge" }, 413);
    if (error instanceof SyntaxError || error instanceof URIError) return json({ exc_type: "BadRequest" }, 400);
    throw error;
  }
}

function send(message: IncomingMessage, response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    "content-type": TYPES[reply.type],
    "content-length": Buffer.byteLength(reply.body),
    "cache-control": "no-store",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "same-origin",
    server: "sandbox-bench",
    "x-content-type-options": "nosniff",
    ...(reply.cookies === undefined || reply.cookies.length === 0 ? {} : { "set-cookie": [...reply.cookies] }),
    ...reply.headers,
  });
  response.end(message.method === "HEAD" ? undefined : reply.body);
}

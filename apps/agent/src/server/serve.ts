import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { PROCEDURES_PATH, REQUEST_ID_HEADER, SECRET_HEADER } from "@nexus/agent-contract/inputs";
import { type AgentCall, type AgentImplementation, createAgentRouter } from "@nexus/agent-contract/router";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import type { Logger } from "pino";
import type { AgentEnv } from "../env.ts";
import { secretMatcher } from "./authenticate.ts";

/** No command of the contract comes near this. */
const LONGEST_BODY = 64 * 1024;
const REQUEST_ID = /^[\w.:-]{1,100}$/;

export interface Served {
  readonly url: string;
  /** Stops listening and ends the streams. */
  close(): Promise<void>;
}

/** Serves an agent's procedures, and `GET /health` without a secret, which tells no more than a word. */
export async function serve(agent: AgentImplementation, env: Pick<AgentEnv, "host" | "port" | "secret" | "tls">, log: Logger): Promise<Served> {
  const isSecret = secretMatcher(env.secret);
  const callOf = (request: IncomingMessage): AgentCall => ({ authenticated: isSecret(request.headers[SECRET_HEADER]), requestId: requestIdOf(request) });
  const procedures = createHTTPHandler({
    router: createAgentRouter(agent),
    createContext: ({ req }) => callOf(req),
    basePath: `${PROCEDURES_PATH}/`,
    maxBodySize: LONGEST_BODY,
    allowBatching: false,
    onError: ({ error, path, ctx }) => logError(log.child({ requestId: ctx?.requestId, procedure: path }), error),
  });
  const server = listener(env, (request, response) => {
    const requestId = requestIdOf(request);
    request.headers[REQUEST_ID_HEADER] = requestId;
    response.setHeader(REQUEST_ID_HEADER, requestId);
    if (request.method === "GET" && request.url === "/health") void answerHealth(agent, response);
    else if (request.url?.startsWith(`${PROCEDURES_PATH}/`)) procedures(request, response);
    else response.writeHead(404).end();
    response.on("close", () => log.debug({ requestId, procedure: request.url?.split("?")[0], status: response.statusCode }, "call answered"));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(env.port, env.host, resolve));
  return {
    url: addressOf(server, env),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listener({ tls }: Pick<AgentEnv, "tls">, onRequest: (request: IncomingMessage, response: ServerResponse) => void): Server {
  if (tls === null) return createServer(onRequest);
  return createTlsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, onRequest);
}

async function answerHealth(agent: AgentImplementation, response: ServerResponse): Promise<void> {
  const status = await agent.health().then((health) => health.status, () => "degraded");
  response.writeHead(status === "healthy" ? 200 : 503, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify({ status })}\n`);
}

/** The caller's id, where it has a form that may go into logs and environments, else a new one. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

function addressOf(server: Server, env: Pick<AgentEnv, "host" | "tls">): string {
  const { port } = server.address() as AddressInfo;
  const host = env.host.includes(":") ? `[${env.host}]` : env.host;
  return `${env.tls === null ? "http" : "https"}://${host}:${port}`;
}

function logError(log: Logger, error: Error & { code: string }): void {
  if (error.code === "INTERNAL_SERVER_ERROR") log.error({ err: error.cause ?? error }, "call failed for an unknown reason");
  else log.warn({ code: error.code, reason: error.cause instanceof Error ? error.cause.name : undefined }, "call refused");
}

import { createServer, type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Hold } from "./hold.ts";

/** A request as it passes the gate. */
export interface Passing {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** An HTTP server in front of another one, which lets everything pass but what it is told to hold. */
export interface Gate {
  readonly url: string;
  /** Holds the first request of a kind before it is passed on, or its answer on the way back. */
  readonly hold: (side: "request" | "answer", isMeant: (passing: Passing) => boolean) => Hold;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly side: "request" | "answer";
  readonly isMeant: (passing: Passing) => boolean;
  readonly fate: PromiseWithResolvers<"lost" | "goes on">;
  isReached: boolean;
}

/** A gate on a free port of this process, before the server at `upstream`. */
export async function openGate(upstream: string): Promise<Gate> {
  const waits: Waiting[] = [];
  const takeUp = (side: Waiting["side"], passing: Passing): Promise<"lost" | "goes on"> => {
    const found = waits.find((wait) => wait.side === side && !wait.isReached && wait.isMeant(passing));
    if (found === undefined) return Promise.resolve("goes on");
    found.isReached = true;
    return found.fate.promise;
  };
  const server = createServer((request, response) => void pass({ upstream, request, response, takeUp }).catch(() => request.socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The gate has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    hold: (side, isMeant) => {
      const wait: Waiting = { side, isMeant, fate: Promise.withResolvers(), isReached: false };
      waits.push(wait);
      return {
        reached: async () => wait.isReached,
        release: async (how) => {
          waits.splice(waits.indexOf(wait), 1);
          wait.fate.resolve(how);
        },
      };
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

interface Pass {
  readonly upstream: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly takeUp: (side: Waiting["side"], passing: Passing) => Promise<"lost" | "goes on">;
}

async function pass({ upstream, request, response, takeUp }: Pass): Promise<void> {
  const body = await buffer(request);
  const passing = { host: request.headers.host ?? "", method: request.method ?? "", path: request.url ?? "", body: body.toString("utf8") };
  if ((await takeUp("request", passing)) === "lost") return void request.socket.destroy();
  const answer = await forward(upstream, request, body);
  response.once("close", () => answer.destroy());
  if ((await takeUp("answer", passing)) === "lost") return void request.socket.destroy();
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.flushHeaders();
  answer.once("error", () => response.destroy()).pipe(response);
}

function forward(upstream: string, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { hostname, port } = new URL(upstream);
  return new Promise((resolve, reject) => {
    ask({ hostname, port, path: request.url, method: request.method, headers: request.headers, agent: false }, resolve).once("error", reject).end(body);
  });
}

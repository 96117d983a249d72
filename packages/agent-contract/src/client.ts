import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import { EventSource } from "eventsource";
import { PROCEDURES_PATH, REQUEST_ID_HEADER, SECRET_HEADER } from "./inputs.ts";
import type { AgentRouter } from "./router.ts";

/** Where an agent is and how to speak to it. */
export interface AgentAddress {
  /** Base address, e.g. `http://127.0.0.1:8788`. */
  readonly url: string;
  readonly secret: string;
  /** Id of the request that causes the calls; it appears in the agent's log and the bench command's environment. */
  readonly requestId: string;
}

export type AgentClient = TRPCClient<AgentRouter>;

/** Longest wait for one call; none stays open for the length of a bench command. */
const CALL_TIMEOUT_MS = 30_000;

/** A typed client for Node. Calls are not batched, so that each has its own answer, timeout and log line. */
export function createAgentClient(address: AgentAddress): AgentClient {
  const url = `${address.url.replace(/\/+$/, "")}${PROCEDURES_PATH}`;
  const headers = { [SECRET_HEADER]: address.secret, [REQUEST_ID_HEADER]: address.requestId };
  return createTRPCClient<AgentRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({
          url,
          EventSource,
          eventSourceOptions: { fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }) },
        }),
        false: httpLink({ url, headers, fetch: (url, init) => fetch(url, { ...init, signal: limited(init?.signal) }) }),
      }),
    ],
  });
}

function limited(signal: AbortSignal | null | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

import type { AppRouter } from "@nexus/api/router";
import { createTRPCReact } from "@trpc/react-query";
import type { inferRouterOutputs } from "@trpc/server";

/** The router's procedures as hooks, for browser code. */
export const trpc = createTRPCReact<AppRouter>({ abortOnUnmount: true });

/** What procedures answer, by path. */
export type Outputs = inferRouterOutputs<AppRouter>;

import { appRouter } from "@nexus/api/router";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { NextRequest } from "next/server";
import { webOrigin } from "../../../../env.ts";
import { logger } from "../../../../logging/logger.ts";
import { REQUEST_ID_HEADER } from "../../../../requests/request-id.ts";
import { requestFacts } from "../../../../requests/request-facts.ts";
import { refuseRequest } from "../../../../security/refuse-request.ts";
import { SIGNUP_COOKIE, signupCookieLine } from "../../../../signup/signup-cookie.ts";
import { apiServices } from "../../../../trpc/services.ts";

function handle(request: NextRequest): Promise<Response> {
  const origin = webOrigin();
  const began = performance.now();
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    // One call a request: rate limits count requests.
    allowBatching: false,
    responseMeta: ({ paths, errors, type }) => {
      logCall(request, { procedure: paths?.join(","), type, error: errors[0]?.code, ms: Math.round(performance.now() - began) });
      return {};
    },
    createContext: async ({ resHeaders }) => {
      // Before anything is looked up, and before the router reads the body.
      refuseRequest(request, origin);
      const facts = await requestFacts(request.headers, request.cookies.get(SIGNUP_COOKIE)?.value, (value, expires) => {
        resHeaders.append("set-cookie", signupCookieLine(value, expires, origin.startsWith("https:")));
      });
      return { ...apiServices(), ...facts };
    },
  });
}

/** One line a call; never its input or its answer. */
function logCall(request: NextRequest, facts: Record<string, unknown>): void {
  logger.info({ requestId: request.headers.get(REQUEST_ID_HEADER), ...facts }, "A procedure was called.");
}

export { handle as GET, handle as POST };

import "server-only";
import type { RequestFacts } from "@nexus/api/context";
import { readSession } from "../auth/session.ts";
import { clientIp } from "./client-ip.ts";
import { acceptRequestId, REQUEST_ID_HEADER } from "./request-id.ts";

/** What a request's headers and cookies say, for the router. Only a route may set the signup's cookie. */
export async function requestFacts(
  headers: Headers, signupCookie: string | undefined, setSignupCookie: RequestFacts["setSignupCookie"] = () => undefined,
): Promise<RequestFacts> {
  return {
    session: await readSession(),
    ip: clientIp(headers),
    requestId: acceptRequestId(headers.get(REQUEST_ID_HEADER), () => crypto.randomUUID()),
    idempotencyKeyHeader: headers.get("idempotency-key"),
    signupCookie: signupCookie ?? null,
    setSignupCookie,
  };
}


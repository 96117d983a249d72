import { NextResponse, type NextRequest } from "next/server";
import { env, webOrigin } from "./env.ts";
import { acceptRequestId, REQUEST_ID_HEADER } from "./requests/request-id.ts";
import { canonicalPage } from "./security/canonical-host.ts";
import { contentSecurityPolicy, securityHeaders } from "./security/headers.ts";

/**
 * Runs before every route: gives the request its id, the answer its security headers, and leads pages
 * from loopback names to the product's own. It decides nothing about who may see what; procedures and
 * pages do.
 */
export function proxy(request: NextRequest): NextResponse {
  const origin = webOrigin();
  const https = origin.startsWith("https:");
  const requestId = acceptRequestId(request.headers.get(REQUEST_ID_HEADER), () => crypto.randomUUID());
  const response = answer(request, { origin, https, requestId });
  response.headers.set(REQUEST_ID_HEADER, requestId);
  for (const [name, value] of Object.entries(securityHeaders(https))) response.headers.set(name, value);
  return response;
}

function answer(request: NextRequest, { origin, https, requestId }: { origin: string; https: boolean; requestId: string }): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(REQUEST_ID_HEADER, requestId);
  const { pathname, search } = request.nextUrl;
  if (pathname.startsWith("/api/") || pathname === "/health") return NextResponse.next({ request: { headers } });

  const canonical = canonicalPage(request.headers.get("host"), pathname + search, origin);
  if (canonical !== null) return NextResponse.redirect(canonical, 307);

  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy({ nonce, https, development: env.NODE_ENV === "development" });
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|icon.svg|favicon.ico).*)"] };

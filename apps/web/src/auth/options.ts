import "server-only";
import { checkPassword } from "@nexus/api/accounts/check-password";
import { passwordMark } from "@nexus/api/accounts/password-mark";
import { redeemTicket } from "@nexus/api/accounts/redeem-ticket";
import type { SignInContext } from "@nexus/api/accounts/sign-in-context";
import type { Session } from "@nexus/api/context";
import { toNexusError } from "@nexus/api/errors";
import type { NextAuthOptions, User } from "next-auth";
import credentials from "next-auth/providers/credentials";
import { env, webOrigin } from "../env.ts";
import { logger } from "../logging/logger.ts";
import { clientIp } from "../requests/client-ip.ts";
import { acceptRequestId, REQUEST_ID_HEADER } from "../requests/request-id.ts";
import { apiServices } from "../trpc/services.ts";

/** How long a session lasts without being used, in seconds. */
const SESSION_SECONDS = 7 * 24 * 3600;

/** Sign-in with address and password, and with the ticket of a proved signup. Sessions are signed cookies of this host alone. */
export const authOptions = (): NextAuthOptions => ({
  secret: env.NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  useSecureCookies: webOrigin().startsWith("https:"),
  pages: { signIn: "/login", error: "/login" },
  providers: [
    credentials({
      id: "password",
      credentials: { email: {}, password: {} },
      authorize: (given, request) =>
        signIn(request.headers, (ctx) => checkPassword(ctx, String(given?.email ?? ""), String(given?.password ?? ""))),
    }),
    credentials({
      id: "ticket",
      credentials: { ticket: {} },
      authorize: (given, request) => signIn(request.headers, (ctx) => redeemTicket(ctx, String(given?.ticket ?? ""))),
    }),
  ],
  callbacks: {
    jwt: async ({ token, user }) =>
      user === undefined ? token : { ...token, nexus: user.nexus, passwordMark: await passwordMark(apiServices(), user.nexus) },
    session: ({ session, token }) => ({ ...session, nexus: token.nexus, passwordMark: token.passwordMark }),
    redirect: ({ url, baseUrl }) => (URL.canParse(url, baseUrl) && new URL(url, baseUrl).origin === baseUrl ? url : baseUrl),
  },
  logger: {
    error: (code, metadata) => logger.error({ code, err: metadata instanceof Error ? metadata : undefined }, "A sign-in failed for a reason of ours."),
    warn: (code) => logger.warn({ code }, "next-auth warns."),
    debug: () => undefined,
  },
});

/** Failures reach the sign-in page as their code; the page has the words. */
async function signIn(given: Record<string, string> | undefined, check: (ctx: SignInContext) => Promise<Session | null>): Promise<User | null> {
  const headers = new Headers(given);
  const { prisma, config, now, rateLimits, log } = apiServices();
  const requestId = acceptRequestId(headers.get(REQUEST_ID_HEADER), () => crypto.randomUUID());
  try {
    const session = await check({ prisma, config, now, rateLimits, ip: clientIp(headers), requestId });
    return session === null ? null : { id: session.email, email: session.email, nexus: session };
  } catch (error) {
    const { code } = toNexusError(error);
    if (code === "INTERNAL" || code === "SERVICE_UNAVAILABLE") log.error({ err: error, requestId }, "A sign-in failed.");
    throw new Error(code, { cause: error });
  }
}

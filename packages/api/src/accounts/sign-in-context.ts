import type { ApiContext } from "../context.ts";

/** What signing in needs of the context; there is no session yet. */
export type SignInContext = Pick<ApiContext, "prisma" | "config" | "now" | "rateLimits" | "ip" | "requestId">;

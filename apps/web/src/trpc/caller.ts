import "server-only";
import { createCaller } from "@nexus/api/router";
import { toNexusError } from "@nexus/api/errors";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { requestFacts } from "../requests/request-facts.ts";
import { SIGNUP_COOKIE } from "../signup/signup-cookie.ts";
import { apiServices } from "./services.ts";

type Caller = ReturnType<typeof createCaller>;

/** Procedures for pages on the server, called as the visitor. */
export async function pageCaller(): Promise<Caller> {
  const facts = await requestFacts(await headers(), (await cookies()).get(SIGNUP_COOKIE)?.value);
  return createCaller({ ...apiServices(), ...facts });
}

/** What a page shows when its data cannot be had; the error page reads `digest`. */
class PageError extends Error {
  override readonly name = "PageError";
  readonly digest: string;

  constructor(code: string, cause: unknown) {
    super(code, { cause });
    this.digest = code;
  }
}

/**
 * A page's own call: what does not exist for the visitor becomes the not-found page, a missing session
 * the sign-in page, and everything else the error page with its code.
 */
export async function forPage<T>(path: string, call: (caller: Caller) => Promise<T>): Promise<T> {
  const caller = await pageCaller();
  try {
    return await call(caller);
  } catch (error) {
    const { code } = toNexusError(error);
    if (code === "NOT_SIGNED_IN") redirect(`/login?next=${encodeURIComponent(path)}`);
    if (code === "NOT_FOUND" || code === "FORBIDDEN" || code === "INVALID_INPUT") notFound();
    throw new PageError(code, error);
  }
}

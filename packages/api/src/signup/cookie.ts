import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { z } from "zod";
import type { ApiContext } from "../context.ts";

type Asking = Pick<ApiContext, "prisma" | "signupCookie">;

/** SHA-256 of a token that only the other side holds. Tokens are random, so that they need no salt. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The token of a signup that an idempotency key began: the same for every answer to it, and known to nobody without the sealing key. */
export function derivedToken(sealingKey: Buffer, signupId: string, idempotencyKey: string): string {
  const key = Buffer.from(hkdfSync("sha256", sealingKey, "nexus", "signup-token-v1", 32));
  return createHmac("sha256", key).update(JSON.stringify([signupId, idempotencyKey])).digest("base64url");
}

/** Whether a token belongs to a stored hash; takes the same time wherever they differ. */
export function tokenMatches(token: string, hash: string): boolean {
  const [given, known] = [Buffer.from(tokenHash(token)), Buffer.from(hash)];
  return given.length === known.length && timingSafeEqual(given, known);
}

/** A signup's id and its token in one value, for a cookie or a ticket. */
export function joinToken(signupId: string, token: string): string {
  return `${signupId}.${token}`;
}

/** Takes apart what {@link joinToken} made; `null` for anything else. */
export function splitToken(value: string | null): { signupId: string; token: string } | null {
  const [signupId = "", token = ""] = (value ?? "").split(".");
  return z.uuid().safeParse(signupId).success && token !== "" ? { signupId, token } : null;
}

/** The signup that this browser began last, when its cookie proves it. */
export async function cookieSignup({ prisma, signupCookie }: Asking, signupId?: string): Promise<Signup | null> {
  const parts = splitToken(signupCookie);
  if (parts === null || (signupId !== undefined && signupId !== parts.signupId)) return null;
  const signup = await prisma.signup.findUnique({ where: { id: parts.signupId } });
  return signup !== null && tokenMatches(parts.token, signup.tokenHash) ? signup : null;
}

/**
 * The signup of this id, for the browser that began it.
 *
 * @throws NexusError NOT_FOUND for every other, whether the signup exists or not.
 */
export async function ownSignup(ctx: Asking, signupId: string): Promise<Signup> {
  const signup = await cookieSignup(ctx, signupId);
  if (signup === null) throw new NexusError("NOT_FOUND");
  return signup;
}

import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Prisma, Signup } from "@nexus/db/client";
import { queueMail } from "@nexus/provisioning/mail/queue-mail";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { visitorOf } from "../access/actor.ts";
import type { ApiContext } from "../context.ts";

/** HMAC-SHA-256 of a code, bound to its signup: a million codes are tried in no time, so a plain hash would hide nothing. */
export function codeHash(sealingKey: Buffer, signupId: string, code: string): string {
  const key = Buffer.from(hkdfSync("sha256", sealingKey, "nexus", "signup-code-v1", 32));
  return createHmac("sha256", key).update(JSON.stringify([signupId, code])).digest("hex");
}

/** Whether this is the signup's current code; takes the same time wherever they differ. */
export function codeMatches(sealingKey: Buffer, signup: Pick<Signup, "id" | "codeHash">, code: string): boolean {
  const [given, known] = [Buffer.from(codeHash(sealingKey, signup.id, code)), Buffer.from(signup.codeHash)];
  return given.length === known.length && timingSafeEqual(given, known);
}

/** Queues the mail with a signup's newest code, once for each code. */
export async function mailCode(tx: Prisma.TransactionClient, ctx: ApiContext, signup: Signup, code: string): Promise<void> {
  const minutes = Math.floor((signup.codeExpiresAt.getTime() - signup.lastCodeSentAt.getTime()) / 60_000);
  const visitor = visitorOf(ctx, signup.id);
  await queueMail(tx, visitor, ctx.sealingKey, {
    key: `signup_code:${signup.id}:${signup.codesSent}`,
    to: signup.email,
    template: "signup_code",
    // Said here alone: who only types an address must not learn whether it is known.
    values: { fullName: signup.fullName, code, minutes, known: (await tx.user.count({ where: { email: signup.email } })) > 0 },
  });
  const { subdomain, codesSent } = signup;
  await recordEvent(tx, visitor, { action: "signup.code_sent", outcome: "succeeded", subdomain, after: { codesSent } });
}

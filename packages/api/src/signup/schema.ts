import { z } from "zod";
import { idempotent } from "../idempotency/schema.ts";
import { mailedText, plainText } from "../text.ts";

/** Lower-cased and trimmed, so that one person has one address. */
export const email = z.string().trim().toLowerCase().min(1, "Type your email address.").pipe(z.email("This is not an email address.").max(254));

const organization = plainText.min(2, "Use at least 2 characters.").max(100, "Use at most 100 characters.");
const fullName = mailedText.min(1, "Please tell us your name.").max(140, "Use at most 140 characters.");
/** 128 is the most that Frappe's sign-in page passes on without trouble. */
export const password = z.string().min(8, "Use at least 8 characters.").max(128, "Use at most 128 characters.");

export const startInput = z.strictObject({ organization, subdomain: z.string().max(100), fullName, email, password, ...idempotent });

/** The same answer for every address, known or not. */
export const startOutput = z.strictObject({
  signupId: z.uuid(),
  /** Held for this signup until then. */
  heldUntil: z.date(),
  codeSentAt: z.date(),
  codeExpiresAt: z.date(),
  /** No try at the code is left: only another one helps. */
  codeUsedUp: z.boolean(),
  /** When another code may be asked for. */
  resendAfter: z.date(),
});

export const resendInput = z.strictObject({ signupId: z.uuid() });
export const resendOutput = startOutput;

export const verifyInput = z.strictObject({
  signupId: z.uuid(),
  code: z.string().trim().regex(/^\d{6}$/, "The code has six digits."),
});
export const verifyOutput = z.strictObject({
  signupId: z.uuid(),
  /** Turned into a session by the `ticket` sign-in, once, within two minutes. */
  ticket: z.string(),
});

export const currentInput = z.strictObject({ signupId: z.uuid() });
/** The visitor's own signup, after a reload; never the password. */
export const currentOutput = z.strictObject({
  signupId: z.uuid(),
  state: z.enum(["pending", "verified", "consumed", "expired"]),
  organization: z.string(),
  subdomain: z.string(),
  fullName: z.string(),
  email: z.string(),
  codeSentAt: z.date(),
  codeExpiresAt: z.date(),
  codeUsedUp: z.boolean(),
  resendAfter: z.date(),
  heldUntil: z.date(),
});

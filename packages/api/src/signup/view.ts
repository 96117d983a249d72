import type { Signup } from "@nexus/db/client";
import type { ApiConfig } from "../config.ts";

/** What a visitor is told of their code. */
export function signupTimes(config: ApiConfig, signup: Signup) {
  return {
    signupId: signup.id,
    heldUntil: signup.expiresAt,
    codeSentAt: signup.lastCodeSentAt,
    codeExpiresAt: signup.codeExpiresAt,
    codeUsedUp: signup.codeTries >= config.codeTries,
    resendAfter: new Date(signup.lastCodeSentAt.getTime() + config.durations.resend),
  };
}

/** A code sent at `at` is good until then; never longer than the signup, or it would open nothing. */
export function codeExpiry(config: ApiConfig, at: Date, signupExpiresAt: Date): Date {
  return new Date(Math.min(at.getTime() + config.durations.code, signupExpiresAt.getTime()));
}

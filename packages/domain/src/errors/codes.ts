/**
 * Every way in which a call to this product can fail, with the sentence that a person reads: what
 * happened, what is safe, what to do next. Transports map these codes; nothing else crosses them.
 */
export const ERROR_TEXT = {
  INVALID_INPUT: "Some of what was sent is not valid. The fields are named beside this message.",
  NOT_SIGNED_IN: "Please sign in to go on.",
  FORBIDDEN: "Your account may not do this.",
  NOT_FOUND: "This does not exist, or is not yours to see.",
  RATE_LIMITED: "That was a lot of tries in a short time. Please wait a little and try again.",
  SUBDOMAIN_INVALID: "This name cannot be used for a workspace. Please choose another.",
  SUBDOMAIN_TAKEN: "This name is taken. Please choose another, or sign in first if it was yours before; nothing was changed.",
  CODE_WRONG: "This code is not right. Please look at the newest mail from us and type its six digits.",
  CODE_EXPIRED: "This code is too old. Ask for a new one; what you typed so far is kept.",
  CODE_USED: "This code was used already. Sign in to go on.",
  CODE_TRIES_EXCEEDED: "Too many wrong codes. Ask for a new one; what you typed so far is kept.",
  CODE_SENDS_EXCEEDED: "We sent as many codes as we may for this signup. Please look in your spam folder, or start again later.",
  SIGNUP_EXPIRED: "This signup took too long and its name was set free. Please start again.",
  PASSWORD_WEAK: "This password is too easy to guess. Make it longer, or use a few unrelated words.",
  RUN_NOT_RETRYABLE: "This run cannot be retried: it is still working, or it has succeeded.",
  RUN_NOT_ABORTABLE: "This run is over and cannot be stopped.",
  TENANT_NOT_ACTIVE: "This workspace is not open at the moment.",
  TENANT_CONFLICT: "Somebody else changed this workspace at the same moment. Nothing was changed by you; look at it again.",
  IDEMPOTENCY_CONFLICT: "This key was used before with other content. Use a new key for a new request.",
  SERVICE_UNAVAILABLE: "A part of the system does not answer at the moment. Nothing is lost; please try again in a minute.",
  INTERNAL: "Something went wrong on our side. Nothing is lost; please try again, and tell us the reference if it stays so.",
} as const;

export type ErrorCode = keyof typeof ERROR_TEXT;

/** A failure that the caller caused or can act on. Anything else that is thrown is `INTERNAL`. */
export class NexusError extends Error {
  override readonly name = "NexusError";
  readonly code: ErrorCode;
  /** Facts for the caller, e.g. seconds to wait, or free names. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The input field to mark, where one is to blame. */
  readonly field: string | null;

  constructor(code: ErrorCode, options: { message?: string; field?: string; details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(options.message ?? ERROR_TEXT[code], { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.field = options.field ?? null;
  }
}

import type { Transitions } from "./machine.ts";

export const SIGNUP_STATES = ["pending", "verified", "consumed", "expired"] as const;
export type SignupState = (typeof SIGNUP_STATES)[number];

/** `consumed`: its run was started; `expired`: its time ran out and its name is free again. */
export const SIGNUP_TRANSITIONS: Transitions<SignupState> = {
  pending: ["verified", "expired"],
  verified: ["consumed", "expired"],
  consumed: [],
  expired: [],
};

/** `failed`: its mail server refused it for good, or it came too late to be of use. */
export const MAIL_STATES = ["queued", "sent", "failed"] as const;
export type MailState = (typeof MAIL_STATES)[number];
export const MAIL_TRANSITIONS: Transitions<MailState> = { queued: ["sent", "failed"], sent: [], failed: [] };

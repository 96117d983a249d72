import { z } from "zod";

/**
 * Why a bench command failed, whether another try can help, and a sentence for people.
 * Source of the bench's messages behind each: the bench's behaviour as measured on v15.
 */
export const COMMAND_FAILURES = {
  SITE_EXISTS: { retryable: false, text: "A site of this name already exists on the bench." },
  SITE_MISSING: { retryable: false, text: "The site does not exist on the bench." },
  SITE_IS_APP: { retryable: false, text: "The bench has an app of this name, so no site may have it." },
  NOT_OURS: { retryable: false, text: "The site on the bench is not the one that this run is about, so it was left untouched." },
  DATABASE_EXISTS: { retryable: false, text: "A database of this name already exists." },
  DATABASE_DOWN: { retryable: true, text: "The bench's database does not answer." },
  DATABASE_ACCESS_DENIED: { retryable: false, text: "The database refused the bench's administrator." },
  REDIS_DOWN: { retryable: true, text: "The bench's Redis does not answer." },
  APP_MISSING: { retryable: false, text: "The app is not on the bench." },
  APP_INCOMPATIBLE: { retryable: false, text: "The app does not fit this site's version of Frappe." },
  APP_INSTALL_FAILED: { retryable: false, text: "The app could not be installed." },
  LOCK_HELD: { retryable: true, text: "Another process works on the same site." },
  DISK_FULL: { retryable: false, text: "The disk of the bench, of its database or of the agent is full." },
  PASSWORD_WEAK: { retryable: false, text: "Frappe refused the password as too weak." },
  USER_MISSING: { retryable: false, text: "The user does not exist on the site." },
  USAGE: { retryable: false, text: "The bench did not understand the command; its version may be one that is not supported." },
  KILLED: { retryable: true, text: "The command was killed from outside, perhaps for want of memory." },
  TIMED_OUT: { retryable: true, text: "The command took longer than it may and was ended." },
  CANCELLED: { retryable: false, text: "The command was cancelled." },
  LOST: { retryable: true, text: "The machine or the agent stopped while the command ran; its outcome is unknown." },
  HELPER_FAILED: { retryable: true, text: "The helper on the bench's interpreter did not answer as it should." },
  FRAPPE_ERROR: { retryable: false, text: "Frappe answered with an error." },
  BENCH_FAILED: { retryable: false, text: "The bench command failed for a reason that is not known to this version." },
} as const;

export type CommandFailureCode = keyof typeof COMMAND_FAILURES;
export const commandFailureCode = z.enum(Object.keys(COMMAND_FAILURES) as [CommandFailureCode, ...CommandFailureCode[]]);

/** A failed command's reason. `exception` is Frappe's class, e.g. `frappe.exceptions.DuplicateEntryError`. */
export const commandFailure = z.strictObject({
  code: commandFailureCode,
  message: z.string(),
  retryable: z.boolean(),
  exception: z.string().nullable(),
});
export type CommandFailure = z.infer<typeof commandFailure>;

/** The agent's refusals: of the call itself, before anything was done. */
export const AGENT_REFUSALS = {
  WRONG_SECRET: "The agent's secret is missing or wrong.",
  STALE_EPOCH: "A newer owner has taken over this run; this call came from an older one and had no effect.",
  KEY_REUSED: "This key was used before for another command; nothing was done.",
  UNKNOWN_KEY: "The agent knows no command of this key.",
  QUEUE_FULL: "The agent's queue is full; nothing was done.",
} as const;
export type AgentRefusal = keyof typeof AGENT_REFUSALS;

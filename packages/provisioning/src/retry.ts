import type { StepFailure } from "@nexus/domain/errors/step-failure";

/** When a failed step is tried again. Delays in milliseconds. */
export interface RetryPolicy {
  readonly maxTries: number;
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** Tries again only after these failures; by default after every one that says it is retryable. */
  readonly only?: readonly string[];
  /** Tries again after every failure, for what must be done in the end whatever it takes. */
  readonly always?: true;
  /** Most tries where a try ended with one of these, whatever else holds: another would find the same. */
  readonly atMost?: Readonly<Record<string, number>>;
}

/** What to do after a failure; a value, so that it can be tested without waiting. */
export type RetryDecision = { readonly kind: "retry"; readonly delay: number } | { readonly kind: "give_up" };

/**
 * Decides after the failure of try number `tries` (from 1). The delay doubles from try to try up to
 * the policy's limit; `random` in [0, 1) spreads it over its upper half, so that runs that failed
 * together do not come back together.
 */
export function decideRetry(policy: RetryPolicy, failure: StepFailure, tries: number, random: number): RetryDecision {
  const mostTries = Math.min(policy.maxTries, policy.atMost?.[failure.code] ?? policy.maxTries);
  if (tries >= mostTries || !mayRetry(policy, failure)) return { kind: "give_up" };
  const full = Math.min(policy.maxDelay, policy.firstDelay * 2 ** Math.min(tries - 1, 30));
  return { kind: "retry", delay: Math.round(full / 2 + (full / 2) * random) };
}

function mayRetry(policy: RetryPolicy, failure: StepFailure): boolean {
  if (policy.always === true) return true;
  return policy.only === undefined ? failure.retryable : policy.only.includes(failure.code);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** One try: for what cannot be repeated in part, such as an app's installation. */
export const once: RetryPolicy = { maxTries: 1, firstDelay: 0, maxDelay: 0 };
/** For forward steps that may be repeated: waits of 31 to 62 seconds in all. */
export const patient: RetryPolicy = { maxTries: 6, firstDelay: 2 * SECOND, maxDelay: MINUTE };
/** For what somebody waits for in the browser: only where the helper did not answer as it should, as when it died; that mostly takes no time. */
export const prompt: RetryPolicy = { maxTries: 3, firstDelay: SECOND, maxDelay: 2 * SECOND, only: ["HELPER_FAILED"] };
/** For undo: waits of 31 to 62 minutes in all, so that an outage of half an hour is outlasted, before a person is asked. */
export const stubborn: RetryPolicy = { maxTries: 12, firstDelay: 4 * SECOND, maxDelay: 15 * MINUTE, always: true };
/** For closing a site: as stubborn as an undo; a person is asked at once where waiting helps nothing. */
export const insistent: RetryPolicy = { ...stubborn, atMost: { NOT_OURS: 1 } };
/** For backup and removal of a site, one try of which may take hours: from the third on, one that was too slow is the last. */
export const insistentThoughSlow: RetryPolicy = { ...insistent, atMost: { ...insistent.atMost, TIMED_OUT: 3 } };
/** For what never gives up: opening a site, its plan, registration. */
export const endless: RetryPolicy = { maxTries: Number.POSITIVE_INFINITY, firstDelay: 2 * SECOND, maxDelay: 5 * MINUTE, always: true };
/** For what must reach the site in the end, as long as there is one, and it is the one. */
export const endlessWhileThere: RetryPolicy = { ...endless, atMost: { SITE_MISSING: 1, NOT_OURS: 1 } };

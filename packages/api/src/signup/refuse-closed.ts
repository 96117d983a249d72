import type { Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import type { SignupState } from "@nexus/domain/states/signup";

/**
 * Refuses a code for a signup that waits for none.
 *
 * @throws NexusError CODE_USED when the address is proved already; SIGNUP_EXPIRED when its time ran out.
 */
export function refuseClosed(signup: Signup, now: Date): void {
  const state = signup.state as SignupState;
  if (state === "verified" || state === "consumed") throw new NexusError("CODE_USED");
  if (state === "expired" || signup.expiresAt <= now) throw new NexusError("SIGNUP_EXPIRED");
}

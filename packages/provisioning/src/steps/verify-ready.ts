import { StepError } from "@nexus/domain/errors/step-failure";
import { randomBytes } from "node:crypto";
import type { EffectContext } from "../step.ts";

/**
 * Checks the site as its owner will meet it: it answers under its own host through the public route,
 * the owner can sign in, a wrong password cannot, and the API key is the owner's.
 */
export async function verifyReady({ siteRoute, secrets, run }: EffectContext): Promise<void> {
  const { site } = run.tenant;
  const { email } = run.owner;
  await siteRoute.ping(site);

  const password = await secrets.reveal("owner_password");
  if ((await siteRoute.signIn(site, email, password)) === "refused") {
    throw notReady("OWNER_CANNOT_SIGN_IN", "The new site refuses its owner's password.");
  }
  const wrong = randomBytes(18).toString("base64url");
  if ((await siteRoute.signIn(site, email, wrong)) === "accepted") {
    throw notReady("WRONG_PASSWORD_ACCEPTED", "The new site lets its owner in with a wrong password.");
  }
  const user = await siteRoute.userOfApiKey(site, await secrets.reveal("api_key"), await secrets.reveal("api_secret"));
  if (user !== email) throw notReady("API_KEY_REFUSED", "The new site does not take the owner's API key.");
}

function notReady(code: string, message: string): StepError {
  return new StepError({ code, message, retryable: true });
}

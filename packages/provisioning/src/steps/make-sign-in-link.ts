import type { EffectContext } from "../step.ts";

/** How long the asker may take to pick the link up, in seconds; the link itself lives as short. */
const PICK_UP = 60;

/** Has the site make a single-use sign-in for its owner, and keeps it, sealed, for the asker of this run. */
export async function makeSignInLink({ bench, secrets, run, tenant }: EffectContext): Promise<void> {
  const path = await bench.loginLink(run.tenant.site, await tenant.database(), run.owner.email);
  await secrets.handOver("sign_in_link", path, PICK_UP);
}

import { siteDatabase } from "../run-facts.ts";
import type { EffectContext } from "../step.ts";

/** Completes the setup wizard, so that the owner lands on a usable desk, and tells the site its own address. */
export async function completeSetup({ bench, run, installation }: EffectContext): Promise<void> {
  const { site, organization } = run.tenant;
  await bench.run({ type: "completeSetup", site, dbName: siteDatabase(run), siteUrl: installation.siteUrl(site), email: run.owner.email, fullName: run.owner.fullName, organization, ...installation.locale });
}

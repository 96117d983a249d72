import { MAX_USERS } from "@nexus/domain/plans/plan";
import type { EffectContext } from "../step.ts";

/** Fills `SaaS Settings` where the site has that doctype. */
export async function seedSettings({ bench, run }: EffectContext): Promise<void> {
  const { site, organization, plan } = run.tenant;
  await bench.run({ type: "seedSettings", site, organization, plan, maxUsers: MAX_USERS[plan] });
}

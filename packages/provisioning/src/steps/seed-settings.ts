import { MAX_USERS } from "@nexus/domain/plans/plan";
import type { EffectContext } from "../step.ts";

/** Fills `SaaS Settings` where the site has that doctype, by the plan that the tenant has now; nothing for a site that is being removed. */
export async function seedSettings({ bench, run, tenant }: EffectContext): Promise<void> {
  const { site, organization } = run.tenant;
  const { state, plan } = await tenant.wanted();
  if (state === "deleting" || state === "deleted") return;
  await bench.run({ type: "seedSettings", site, dbName: await tenant.database(), organization, plan, maxUsers: MAX_USERS[plan] });
}

import type { EffectContext } from "../step.ts";

/** Opens the site to visitors again; one that is wanted closed by now stays closed. */
export async function openSite({ bench, run, tenant }: EffectContext): Promise<void> {
  if ((await tenant.wanted()).state !== "active") return;
  await bench.run({ type: "setMaintenanceMode", site: run.tenant.site, dbName: await tenant.database(), on: false });
}

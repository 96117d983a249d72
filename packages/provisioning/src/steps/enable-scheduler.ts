import { siteDatabase } from "../run-facts.ts";
import type { EffectContext } from "../step.ts";

/** New sites have their scheduler off. */
export async function enableScheduler({ bench, run }: EffectContext): Promise<void> {
  await bench.run({ type: "setScheduler", site: run.tenant.site, dbName: siteDatabase(run), enabled: true });
}

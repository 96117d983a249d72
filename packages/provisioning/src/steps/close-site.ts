import { StepError } from "@nexus/domain/errors/step-failure";
import type { EffectContext } from "../step.ts";

/**
 * Closes the site at once: every request is answered 503 from now on. A site that is gone is closed; one that
 * is wanted open again by now is left to the run that opens it.
 */
export async function closeSite({ bench, run, tenant }: EffectContext): Promise<void> {
  if ((await tenant.wanted()).state === "active") return;
  try {
    await bench.run({ type: "setMaintenanceMode", site: run.tenant.site, dbName: await tenant.database(), on: true });
  } catch (error) {
    if (error instanceof StepError && error.failure.code === "SITE_MISSING") return;
    throw error;
  }
}

import { StepError } from "@nexus/domain/errors/step-failure";
import type { EffectContext } from "../step.ts";

/** Closes the site at once: every request is answered 503 from now on. A site that is gone is closed. */
export async function suspendSite({ bench, run }: EffectContext): Promise<void> {
  try {
    await bench.run({ type: "setMaintenanceMode", site: run.tenant.site, on: true });
  } catch (error) {
    if (error instanceof StepError && error.failure.code === "SITE_MISSING") return;
    throw error;
  }
}

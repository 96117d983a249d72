import { siteDatabase } from "../run-facts.ts";
import type { EffectContext } from "../step.ts";
import { createSite } from "./create-site.ts";

/**
 * Installs one app. A try that broke off leaves half an app, which Frappe cannot roll back, so another
 * one makes the site anew, with the apps that were installed before this one.
 */
export function installApp(app: string): (context: EffectContext) => Promise<void> {
  return async (context) => {
    const { bench, run, tries } = context;
    if (tries > 1) {
      await createSite(context);
      const before = run.input.apps.slice(0, run.input.apps.indexOf(app));
      for (const [index, other] of before.entries()) {
        await bench.run({ type: "installApp", site: run.tenant.site, dbName: siteDatabase(run), app: other }, `again-${index}`);
      }
    }
    await bench.run({ type: "installApp", site: run.tenant.site, dbName: siteDatabase(run), app });
  };
}

import type { EffectContext } from "../step.ts";

/** Installs one app; `bench install-app` of an installed app succeeds and changes nothing. */
export function installApp(app: string): (context: EffectContext) => Promise<void> {
  return async ({ bench, run }) => {
    await bench.run({ type: "installApp", site: run.tenant.site, app });
  };
}

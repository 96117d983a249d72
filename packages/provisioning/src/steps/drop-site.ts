import type { EffectContext } from "../step.ts";
import { siteDatabase } from "../run-facts.ts";

/** Removes all that this attempt made on the bench; what has another database is refused by the agent. */
export async function dropSite({ bench, run }: EffectContext): Promise<void> {
  await bench.run({ type: "dropSite", site: run.tenant.site, dbName: siteDatabase(run), backup: false }, "drop");
}

/** Removes a site that was in use, with a backup; its database's name is that of the run that built it. */
export async function dropActiveSite({ bench, run }: EffectContext): Promise<void> {
  const { site, dbName } = { site: run.tenant.site, dbName: run.input.dbName };
  if (dbName === undefined) throw new TypeError("A deprovision run's input names the database to drop.");
  await bench.run({ type: "dropSite", site, dbName, backup: true }, "drop");
}

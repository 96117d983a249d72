import { randomBytes } from "node:crypto";
import type { EffectContext } from "../step.ts";
import { siteDatabase } from "../run-facts.ts";
import { dropSite } from "./drop-site.ts";

/**
 * Creates the Frappe site with a database name of this attempt alone. A try that broke off leaves a
 * folder, a database and a user behind, at which another new-site fails: they go first.
 */
export async function createSite(context: EffectContext): Promise<void> {
  const { bench, secrets, run, tries } = context;
  if (tries > 1) await dropSite(context);
  const adminPassword = await secrets.ensure("administrator_password", () => randomBytes(24).toString("base64url"));
  await bench.run({ type: "newSite", site: run.tenant.site, dbName: siteDatabase(run), adminPassword }, "create");
}

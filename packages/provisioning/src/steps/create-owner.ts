import { siteDatabase } from "../run-facts.ts";
import type { EffectContext } from "../step.ts";

/** Creates the owner as System Manager with the password that the visitor chose. */
export async function createOwner({ bench, secrets, run }: EffectContext): Promise<void> {
  const password = await secrets.reveal("owner_password");
  await bench.run({ type: "createOwner", site: run.tenant.site, dbName: siteDatabase(run), email: run.owner.email, fullName: run.owner.fullName, password });
}

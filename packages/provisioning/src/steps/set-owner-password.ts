import type { EffectContext } from "../step.ts";

/** Gives the owner the password that they chose anew, and ends every session that was begun with the old one. */
export async function setOwnerPassword({ bench, secrets, run, tenant }: EffectContext): Promise<void> {
  const password = await secrets.reveal("new_owner_password");
  await bench.run({ type: "setOwnerPassword", site: run.tenant.site, dbName: await tenant.database(), email: run.owner.email, password });
}

import type { EffectContext } from "../step.ts";

/** Writes the tenant into the register on the master site; without a master site there is no register. */
export async function registerTenant(context: EffectContext): Promise<void> {
  await writeRegister(context, "Active");
}

/** Marks the tenant as deleted in the register. */
export async function unregisterTenant(context: EffectContext): Promise<void> {
  await writeRegister(context, "Deleted");
}

async function writeRegister({ bench, secrets, run, installation }: EffectContext, status: "Active" | "Deleted"): Promise<void> {
  if (installation.masterSite === null) return;
  const { subdomain, organization, plan, site } = run.tenant;
  await bench.run({
    type: "registerTenant", site: installation.masterSite, subdomain, organization, plan, status,
    ownerEmail: run.owner.email, adminUser: run.owner.email, siteUrl: installation.siteUrl(site),
    apiKey: await secrets.reveal("api_key"), apiSecret: await secrets.reveal("api_secret"),
  });
}

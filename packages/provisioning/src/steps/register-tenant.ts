import { StepError } from "@nexus/domain/errors/step-failure";
import type { EffectContext } from "../step.ts";

/**
 * Writes the tenant into the register on the master site; without a master site there is no register.
 * Keys that are gone will not come back, e.g. because the tenant was deleted meanwhile: nothing is written then.
 */
export async function registerTenant(context: EffectContext): Promise<void> {
  const keys = await keptKeys(context);
  if (keys !== null) await writeRegister(context, "Active", keys);
}

/** Marks the tenant as deleted in the register. */
export async function unregisterTenant(context: EffectContext): Promise<void> {
  await writeRegister(context, "Deleted", { apiKey: null, apiSecret: null });
}

interface Keys {
  readonly apiKey: string | null;
  readonly apiSecret: string | null;
}

async function keptKeys({ secrets }: EffectContext): Promise<Keys | null> {
  try {
    return { apiKey: await secrets.reveal("api_key"), apiSecret: await secrets.reveal("api_secret") };
  } catch (error) {
    if (error instanceof StepError && error.failure.code === "SECRET_EXPIRED") return null;
    throw error;
  }
}

async function writeRegister({ bench, run, installation }: EffectContext, status: "Active" | "Deleted", keys: Keys): Promise<void> {
  if (installation.masterSite === null) return;
  const { subdomain, organization, plan, site } = run.tenant;
  await bench.run({
    type: "registerTenant", site: installation.masterSite, subdomain, organization, plan, status,
    ownerEmail: run.owner.email, adminUser: run.owner.email, siteUrl: installation.siteUrl(site), ...keys,
  });
}

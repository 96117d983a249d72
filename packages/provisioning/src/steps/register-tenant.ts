import { StepError } from "@nexus/domain/errors/step-failure";
import type { Plan } from "@nexus/domain/plans/plan";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import type { SecretPurpose } from "../ports.ts";
import type { EffectContext } from "../step.ts";

/**
 * Writes the tenant into the register on the master site as it is now; without a master site there is no
 * register. The keys go with it while they are kept, and stay as they are there afterwards. A tenant that is
 * being removed is left to the run that removes it.
 */
export async function registerTenant(context: EffectContext): Promise<void> {
  const { state, plan } = await context.tenant.wanted();
  if (!LIVE_STATES.includes(state)) return;
  const keys = { apiKey: await kept(context, "api_key"), apiSecret: await kept(context, "api_secret") };
  await writeRegister(context, { status: state === "active" ? "Active" : "Suspended", plan, ...keys });
}

/** Marks the tenant as deleted in the register, after the last run that wrote it there as alive. */
export async function unregisterTenant(context: EffectContext): Promise<void> {
  if (await context.tenant.isBeingRegistered()) throw new StepError(REGISTER_BUSY);
  const { plan } = await context.tenant.wanted();
  await writeRegister(context, { status: "Deleted", plan, apiKey: null, apiSecret: null });
}

const REGISTER_BUSY = {
  code: "REGISTER_BUSY", retryable: true, message: "Another run still writes this workspace into the register. This one goes on when that is done.",
};

interface Entry {
  readonly status: "Active" | "Suspended" | "Deleted";
  readonly plan: Plan;
  readonly apiKey: string | null;
  readonly apiSecret: string | null;
}

async function kept({ secrets }: EffectContext, purpose: SecretPurpose): Promise<string | null> {
  try {
    return await secrets.reveal(purpose);
  } catch (error) {
    if (error instanceof StepError && error.failure.code === "SECRET_EXPIRED") return null;
    throw error;
  }
}

async function writeRegister({ bench, run, installation }: EffectContext, entry: Entry): Promise<void> {
  if (installation.masterSite === null) return;
  const { subdomain, organization, site } = run.tenant;
  await bench.run({
    type: "registerTenant", site: installation.masterSite, subdomain, organization,
    ownerEmail: run.owner.email, adminUser: run.owner.email, siteUrl: installation.siteUrl(site), ...entry,
  });
}

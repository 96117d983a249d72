import { PLANS } from "@nexus/domain/plans/plan";
import { TENANT_STATES } from "@nexus/domain/states/tenant";
import { z } from "zod";

export const tenantInput = z.strictObject({ tenantId: z.uuid() });

export const tenantView = z.strictObject({
  tenantId: z.uuid(),
  subdomain: z.string(),
  organization: z.string(),
  plan: z.enum(PLANS),
  state: z.enum(TENANT_STATES),
  siteUrl: z.url(),
  createdAt: z.date(),
  activatedAt: z.date().nullable(),
  /** The run that builds or built it. */
  runId: z.uuid().nullable(),
});
export const mineOutput = z.strictObject({ tenants: z.array(tenantView) });

/** A single-use link into the site; valid for about a minute, to be followed at once. */
export const openOutput = z.strictObject({ url: z.url() });

export const setPlanInput = z.strictObject({ tenantId: z.uuid(), plan: z.enum(PLANS) });

/** `subdomain` is typed by the person, to show that they mean this workspace. */
export const removeInput = z.strictObject({ tenantId: z.uuid(), subdomain: z.string().max(63) });
export const removeOutput = z.strictObject({ runId: z.uuid(), reference: z.string() });

import { z } from "zod";

/**
 * Where a signed-in person stands: nothing yet, a proved signup whose workspace can be started, a
 * run to watch, or a workspace to open. The web routes by it after every sign-in.
 */
export const statusOutput = z.discriminatedUnion("stage", [
  z.strictObject({ stage: z.literal("no_workspace") }),
  z.strictObject({ stage: z.literal("ready_to_start"), signupId: z.uuid(), organization: z.string(), subdomain: z.string() }),
  z.strictObject({ stage: z.literal("provisioning"), runId: z.uuid() }),
  z.strictObject({ stage: z.literal("failed"), runId: z.uuid() }),
  z.strictObject({ stage: z.literal("active"), tenantId: z.uuid() }),
]);

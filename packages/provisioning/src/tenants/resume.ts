import type { Run } from "@nexus/db/client";
import { enqueueRun } from "../runs/enqueue.ts";
import type { ChangeParts } from "./change-parts.ts";
import { type LockedTenant, changeTenant } from "./change-tenant.ts";

/**
 * Ends a suspension. The owner is told when the site is open.
 *
 * @returns the run that opens the site.
 */
export async function resume({ tx, actor }: ChangeParts, tenant: LockedTenant, reason: string): Promise<Run> {
  await changeTenant(tx, actor, tenant, { to: "active", from: ["suspended"], action: "tenant.resumed", data: { suspendedAt: null }, reason });
  return enqueueRun(tx, actor, { kind: "resume", tenant, input: { apps: [], mail: "workspace_resumed" } });
}

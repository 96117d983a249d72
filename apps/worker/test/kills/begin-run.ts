import type { RunKind } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { beginDeletion } from "@nexus/provisioning/tenants/begin-deletion";
import type { ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import { changePlan } from "@nexus/provisioning/tenants/change-plan";
import type { LockedTenant } from "@nexus/provisioning/tenants/change-tenant";
import { requestPasswordReset } from "@nexus/provisioning/tenants/request-password-reset";
import { resume } from "@nexus/provisioning/tenants/resume";
import { siteDatabaseOf } from "@nexus/provisioning/tenants/site-database";
import { suspend } from "@nexus/provisioning/tenants/suspend";
import { leaveThings } from "../world/reconciling.ts";
import { acceptWorkspace, changeTenant, OWNER_PASSWORD } from "../world/runs.ts";
import { SITES_DOMAIN, type World } from "../world/world.ts";

/** A workspace's state in which a run of each kind comes to be; `null`: there is no workspace yet. */
export const STARTS_FROM = {
  provision: null, suspend: "active", resume: "suspended", set_plan: "active", reset_password: "active",
  deprovision: "active", remove_leftovers: "deleted", register: "active", sign_in: "active",
} as const satisfies Readonly<Record<RunKind, TenantState | null>>;

/** A run comes to be by this change, made as the router or the reconciler makes it; `register` by a plan's, whose run causes it. */
const CHANGES: Readonly<Record<Exclude<RunKind, "provision">, (world: World, parts: ChangeParts, tenant: LockedTenant) => Promise<unknown>>> = {
  suspend: (_world, parts, tenant) => suspend(parts, tenant, "Not paid since March"),
  resume: (_world, parts, tenant) => resume(parts, tenant, "Paid"),
  set_plan: putOnAnotherPlan,
  register: putOnAnotherPlan,
  reset_password: async (_world, parts, tenant) => {
    const before = await parts.tx.run.count({ where: { tenantId: tenant.id, kind: "reset_password" } });
    return requestPasswordReset(parts, tenant, passwordAfter(tenant.subdomain, before + 1));
  },
  deprovision: (_world, { tx, actor }, tenant) => beginDeletion(tx, actor, tenant, { action: "tenant.deletion_requested", reason: "Asked for" }),
  remove_leftovers: async (world, { tx, actor }, tenant) => {
    const dbName = await siteDatabaseOf(tx, tenant.id);
    leaveThings(world, { site: tenant.site, dbName });
    return enqueueRun(tx, actor, { kind: "remove_leftovers", tenant, input: { apps: [], dbName } });
  },
  sign_in: (_world, { tx, actor }, tenant) => enqueueRun(tx, actor, { kind: "sign_in", tenant, input: { apps: [] } }),
};

/** Has a run of a kind accepted, for a workspace in the state from which it starts. */
export async function beginRun(world: World, kind: RunKind, subdomain: string): Promise<void> {
  if (kind === "provision") return void (await acceptWorkspace(world, { subdomain }));
  const { id } = await world.prisma.tenant.findFirstOrThrow({ where: { subdomain } });
  await changeTenant(world, id, (parts, tenant) => CHANGES[kind](world, parts, tenant));
}

/** The owner's password in their workspace after so many resets. */
export function passwordAfter(subdomain: string, resets: number): string {
  return resets === 0 ? OWNER_PASSWORD : `canary-velvet-${subdomain}-canyon-${resets}`;
}

export const siteOf = (subdomain: string): string => `${subdomain}.${SITES_DOMAIN}`;

function putOnAnotherPlan(_world: World, { tx, actor }: ChangeParts, tenant: LockedTenant): Promise<unknown> {
  return changePlan(tx, actor, tenant, { from: tenant.plan, to: tenant.plan === "Pro" ? "Enterprise" : "Pro" });
}

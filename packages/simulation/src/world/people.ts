import type { Run } from "@nexus/db/generated/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { NexusError } from "@nexus/domain/errors/codes";
import { seal } from "@nexus/domain/secrets/seal";
import { databaseName } from "@nexus/domain/names/site";
import type { RunKind } from "@nexus/domain/states/run";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { requestAbort } from "@nexus/provisioning/runs/request-abort";
import { requestRetry } from "@nexus/provisioning/runs/request-retry";
import { beginDeletion } from "@nexus/provisioning/tenants/begin-deletion";
import type { ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import { changePlan } from "@nexus/provisioning/tenants/change-plan";
import { type LockedTenant, lockTenant } from "@nexus/provisioning/tenants/change-tenant";
import { requestPasswordReset } from "@nexus/provisioning/tenants/request-password-reset";
import { resume } from "@nexus/provisioning/tenants/resume";
import { suspend } from "@nexus/provisioning/tenants/suspend";
import { newSiteDatabase } from "../bench/mariadb.ts";
import type { World } from "./world.ts";

export const OWNER: Actor = { kind: "owner", id: "owner", ip: null, requestId: "request-of-the-owner" };
/** Planted: it may be nowhere in the open. */
export const PASSWORD = "canary-owner-password-93-harbour";
export const NEW_PASSWORD = "canary-new-password-41-orchard";
const NAME_REST = 180 * 86_400_000;
export const SITES_DOMAIN = "sites.test";

/** Accepts a workspace as the router does: tenant, sealed password and queued run in one transaction. */
export function acceptWorkspace(world: World, subdomain: string, apps: readonly string[]): Promise<Run> {
  return asWeb(world, () => world.prisma.$transaction(async (tx) => {
    const owner = await tx.user.create({ data: { email: `${subdomain}@example.com`, fullName: "Ada Owner", emailVerifiedAt: world.server.now() } });
    const tenant = await tx.tenant.create({ data: { subdomain, site: `${subdomain}.${SITES_DOMAIN}`, organization: "Sim Ltd", plan: "Free", ownerId: owner.id } });
    const context = { subject: tenant.id, purpose: "owner_password" };
    await tx.secret.create({ data: { ...context, tenantId: tenant.id, sealed: seal(world.sealingKey, context, PASSWORD) } });
    await recordEvent(tx, OWNER, { action: "tenant.reserved", outcome: "succeeded", tenant });
    return enqueueRun(tx, OWNER, { kind: "provision", tenant, input: { apps: [...apps] } });
  }));
}

export const abort = (world: World, runId: string): Promise<boolean> => attempt(world, () => world.prisma.$transaction((tx) => requestAbort(tx, OWNER, runId)));

export const retry = (world: World, runId: string): Promise<boolean> => attempt(world, () => world.prisma.$transaction((tx) => requestRetry(tx, OWNER, runId, { now: world.server.now(), nameRest: NAME_REST })));

/** Begins the removal of a workspace, which has no way back. */
export const remove = (world: World, tenantId: string): Promise<boolean> =>
  attempt(world, () => world.prisma.$transaction(async (tx) => beginDeletion(tx, OWNER, await lockTenant(tx, tenantId), { action: "tenant.deletion_requested" })));

export const close = (world: World, tenantId: string): Promise<boolean> => change(world, tenantId, (parts, tenant) => suspend(parts, tenant, "for a test"));

export const reopen = (world: World, tenantId: string): Promise<boolean> => change(world, tenantId, (parts, tenant) => resume(parts, tenant, "for a test"));

export const setPassword = (world: World, tenantId: string): Promise<boolean> => change(world, tenantId, (parts, tenant) => requestPasswordReset(parts, tenant, NEW_PASSWORD));

export const setPlan = (world: World, tenantId: string): Promise<boolean> =>
  change(world, tenantId, ({ tx, actor }, tenant) => changePlan(tx, actor, tenant, { from: tenant.plan, to: "Pro" }));

/** Somebody restores the bench's databases as they were in the middle of a build that has failed since. */
export async function putBack({ mariadb, cameBack }: World, { id }: { id: string }): Promise<void> {
  const name = databaseName(id, 1);
  const database = newSiteDatabase();
  database.filled = "half";
  mariadb.databases.set(name, database);
  mariadb.users.set(`${name}@localhost`, [name]);
  cameBack.add(name);
}

function change(world: World, tenantId: string, work: (parts: ChangeParts, tenant: LockedTenant) => Promise<unknown>): Promise<boolean> {
  return attempt(world, () => world.prisma.$transaction(async (tx) => {
    await work({ tx, actor: OWNER, sealingKey: world.sealingKey, webUrl: "https://web.test" }, await lockTenant(tx, tenantId));
  }));
}

/** Queues a run of a kind that needs nothing beside it. */
export function enqueue(world: World, tenantId: string, kind: RunKind): Promise<Run> {
  return asWeb(world, () => world.prisma.$transaction(async (tx) => enqueueRun(tx, OWNER, { kind, tenant: await lockTenant(tx, tenantId), input: { apps: [] } })));
}

function asWeb<T>(world: World, work: () => Promise<T>): Promise<T> {
  return world.web.run(work);
}

/** Asks for something; `false` when it was refused in words. A database that is away is asked again, as a person would. */
async function attempt(world: World, work: () => Promise<unknown>): Promise<boolean> {
  return asWeb(world, async () => {
    for (;;) {
      try {
        await work();
        return true;
      } catch (error) {
        if (error instanceof NexusError) return false;
        if (!(error instanceof Error && "code" in error && ["P1001", "P1017", "P2034"].includes(String(error.code)))) throw error;
        await world.kernel.sleep(1_000);
      }
    }
  });
}

import type { Run } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { seal, sealingKey } from "@nexus/domain/secrets/seal";
import { FINAL_RUN_STATES, type RunKind } from "@nexus/domain/states/run";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { requestAbort } from "@nexus/provisioning/runs/request-abort";
import { requestRetry } from "@nexus/provisioning/runs/request-retry";
import type { ChangeParts } from "@nexus/provisioning/tenants/change-parts";
import { type LockedTenant, lockTenant } from "@nexus/provisioning/tenants/change-tenant";
import { eventually } from "@nexus/testing/eventually";
import { SITES_DOMAIN, type World } from "./world.ts";

export const VISITOR: Actor = { kind: "owner", id: "test", ip: "192.0.2.7", requestId: "req-test" };

/** On a busy machine a transaction may wait for its connection. */
const PATIENT = { maxWait: 30_000, timeout: 30_000 };

/** Of workspaces for which no other was wanted. */
export const OWNER_PASSWORD = "correct horse battery";

export interface Wanted {
  readonly subdomain: string;
  readonly apps?: readonly string[];
  readonly password?: string;
  readonly email?: string;
  /** Whose turn it is with whom, as `enqueueRun` takes it. */
  readonly source?: string;
}

/** Accepts a workspace as the router does: tenant, sealed password and run in one transaction. */
export function acceptWorkspace(world: World, { subdomain, apps = ["nexus_core"], password = OWNER_PASSWORD, email, source }: Wanted): Promise<Run> {
  const key = sealingKey(world.encryptionKey);
  const address = email ?? `owner@${subdomain}.example.com`;
  return world.prisma.$transaction(async (tx) => {
    const owner = await tx.user.create({ data: { email: address, fullName: "Ada Owner", emailVerifiedAt: new Date() } });
    const tenant = await tx.tenant.create({
      data: { subdomain, site: `${subdomain}.${SITES_DOMAIN}`, organization: `${subdomain} Ltd`, plan: "Free", ownerId: owner.id },
    });
    await recordEvent(tx, VISITOR, { action: "tenant.reserved", outcome: "succeeded", tenant });
    const sealed = seal(key, { subject: tenant.id, purpose: "owner_password" }, password);
    await tx.secret.create({ data: { subject: tenant.id, tenantId: tenant.id, purpose: "owner_password", sealed } });
    return enqueueRun(tx, VISITOR, { kind: "provision", tenant, input: { apps: [...apps] }, ...(source === undefined ? {} : { source }) });
  }, PATIENT);
}

export function requestRun(world: World, tenantId: string, kind: RunKind): Promise<Run> {
  return world.prisma.$transaction(async (tx) => {
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    return enqueueRun(tx, VISITOR, { kind, tenant, input: { apps: [] } });
  }, PATIENT);
}

/** Changes a tenant as the router does. */
export function changeTenant<T>(world: World, tenantId: string, work: (parts: ChangeParts, tenant: LockedTenant) => Promise<T>): Promise<T> {
  const parts = { actor: VISITOR, sealingKey: sealingKey(world.encryptionKey), webUrl: "http://nexus.localhost:3000" };
  return world.prisma.$transaction(async (tx) => work({ ...parts, tx }, await lockTenant(tx, tenantId)), PATIENT);
}

export function retry(world: World, runId: string): Promise<{ attempt: number }> {
  return world.prisma.$transaction((tx) => requestRetry(tx, VISITOR, runId, { now: new Date(), nameRest: 180 * 86_400_000 }), PATIENT);
}

export function abort(world: World, runId: string): Promise<void> {
  return world.prisma.$transaction((tx) => requestAbort(tx, VISITOR, runId), PATIENT);
}

/** The run when it is over; fails when that takes longer than `timeoutMs`. */
export function settled(world: World, runId: string, timeoutMs = 100_000): Promise<Run> {
  return eventually(async () => {
    const run = await world.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: true } });
    if (FINAL_RUN_STATES.some((state) => state === run.state)) return run;
    const working = run.steps.filter(({ state }) => state !== "pending" && state !== "succeeded").map(({ name, state, errorMessage }) => `${name} ${state} ${errorMessage ?? ""}`);
    throw new Error(`Run ${run.reference} is still ${run.state}: ${working.join(", ")}`);
  }, { timeoutMs, intervalMs: 100 });
}

/** The executor that works on the run, and its process. */
export async function workerOf(world: World, runId: string): Promise<{ executorId: string; pid: number }> {
  const { executorId } = await world.prisma.run.findUniqueOrThrow({ where: { id: runId } });
  const { pid } = await world.prisma.workerLease.findUniqueOrThrow({ where: { executorId: executorId ?? "nobody" } });
  return { executorId: executorId ?? "nobody", pid };
}

/** Resolves when a step has come into a state. */
export function stepIs(world: World, runId: string, name: string, state: string, timeoutMs = 60_000): Promise<void> {
  return eventually(async () => {
    const row = await world.prisma.runStep.findFirst({ where: { runId, name, state } });
    if (row === null) throw new Error(`Step ${name} is not ${state}.`);
  }, { timeoutMs, intervalMs: 20 });
}

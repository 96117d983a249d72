import type { Prisma, Signup, Tenant } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { siteHost } from "@nexus/domain/names/site";
import { seal, unseal } from "@nexus/domain/secrets/seal";
import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { isNameFree } from "@nexus/provisioning/names/free-names";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { actorOf } from "../access/actor.ts";
import type { ProcedureContext, Session } from "../context.ts";
import { sourceOf } from "./source.ts";
import { endSignup } from "../signup/end-signup.ts";
import { nameRest } from "../availability/free-names.ts";
import { limitUnfinished } from "./limit-unfinished.ts";

export type Member = ProcedureContext & { readonly session: Session & { role: "member" } };

export interface AcceptedRun {
  readonly runId: string;
  readonly tenantId: string;
  readonly reference: string;
}

const OWNER_PASSWORD = "owner_password";

/**
 * Turns a proved signup into a reserved tenant and its queued run, all in the caller's transaction.
 * The signup's row is locked first, so that of two twins the second finds the first one's run.
 *
 * @returns the run's id.
 */
export async function acceptSignup(tx: Prisma.TransactionClient, ctx: Member, signupId: string): Promise<string> {
  await tx.$queryRaw`select from signups where id = ${signupId}::uuid for update`;
  const signup = await tx.signup.findUniqueOrThrow({ where: { id: signupId } });
  if (signup.tenantId !== null) return provisionRunOf(tx, signup.tenantId);
  if (signup.state !== "verified" || signup.expiresAt <= ctx.now()) throw new NexusError("SIGNUP_EXPIRED");
  const asker = { userId: ctx.session.userId, signupId };
  if (!(await isNameFree(tx, nameRest(ctx), signup.subdomain, asker))) return ownRunForName(tx, ctx, signup);
  await limitUnfinished(tx, ctx);
  const { count } = await tx.nameHold.deleteMany({ where: { signupId } });
  if (count === 0) throw new NexusError("SIGNUP_EXPIRED");
  const tenant = await reserveTenant(tx, ctx, signup);
  await handOverPassword(tx, ctx, signup, tenant);
  await tx.signup.update({ where: { id: signupId }, data: { state: "consumed", tenantId: tenant.id, ticketHash: null } });
  const run = await enqueueRun(tx, actorOf(ctx), {
    kind: "provision", tenant, input: { apps: [...ctx.config.defaultApps] }, source: sourceOf(ctx),
  });
  return run.id;
}

async function reserveTenant(tx: Prisma.TransactionClient, ctx: Member, signup: Signup): Promise<Tenant> {
  const { subdomain, organization, plan } = signup;
  const site = siteHost(subdomain, ctx.config.sitesDomain);
  const tenant = await tx.tenant.create({ data: { subdomain, site, organization, plan, ownerId: ctx.session.userId } });
  await recordEvent(tx, actorOf(ctx), { action: "tenant.reserved", outcome: "succeeded", tenant, after: { state: tenant.state, plan } });
  return tenant;
}

/** What was sealed for the signup opens for nothing else; it is sealed again for the tenant. */
async function handOverPassword(tx: Prisma.TransactionClient, ctx: Member, signup: Signup, tenant: Tenant): Promise<void> {
  const from = { subject: signup.id, purpose: OWNER_PASSWORD };
  const secret = await tx.secret.findUnique({ where: { subject_purpose: from } });
  if (secret === null) throw new NexusError("SIGNUP_EXPIRED");
  const to = { subject: tenant.id, purpose: OWNER_PASSWORD };
  const sealed = seal(ctx.sealingKey, to, unseal(ctx.sealingKey, from, secret.sealed));
  await tx.secret.update({ where: { id: secret.id }, data: { ...to, tenantId: tenant.id, sealed, expiresAt: null } });
}

/**
 * The asker's own workspace of the name that this signup wanted: the signup has nothing left to do.
 *
 * @throws NexusError SUBDOMAIN_TAKEN when it is somebody else's, or rests for somebody else.
 */
async function ownRunForName(tx: Prisma.TransactionClient, ctx: Member, signup: Signup): Promise<string> {
  const { subdomain } = signup;
  const own = { subdomain, ownerId: ctx.session.userId, state: { in: [...OCCUPYING_STATES] } };
  const tenant = await tx.tenant.findFirst({ where: own });
  if (tenant === null) throw new NexusError("SUBDOMAIN_TAKEN", { field: "subdomain" });
  await endSignup(tx, actorOf(ctx), signup.id, { reason: "Its owner has a workspace of this name." });
  return provisionRunOf(tx, tenant.id);
}

async function provisionRunOf(tx: Prisma.TransactionClient, tenantId: string): Promise<string> {
  const { id } = await tx.run.findFirstOrThrow({ where: { tenantId, kind: "provision" }, orderBy: { createdAt: "asc" }, select: { id: true } });
  return id;
}

/** What the starter of a run is told of it. */
export async function acceptedRun(tx: Prisma.TransactionClient, runId: string | null): Promise<AcceptedRun> {
  const { id, tenantId, reference } = await tx.run.findUniqueOrThrow({ where: { id: runId ?? "" } });
  return { runId: id, tenantId, reference };
}

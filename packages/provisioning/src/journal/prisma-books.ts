import type { Prisma } from "@nexus/db/client";
import type { Actor, AuditAction } from "@nexus/domain/audit/actions";
import { LIVE_STATES, TENANT_STATES, TENANT_TRANSITIONS, type TenantState } from "@nexus/domain/states/tenant";
import { recordEvent } from "../audit/record-event.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { RunFacts } from "../run-facts.ts";
import { enqueueRun } from "../runs/enqueue.ts";
import type { Books, GoodNews, OwnerMail, TenantChange } from "../step.ts";

/** What the books need beside the transaction. */
export interface BooksParts {
  readonly run: RunFacts;
  readonly actor: Actor;
  readonly now: () => Date;
  readonly sealingKey: Buffer;
  readonly siteUrl: string;
  /** Address of the web application, without a slash at its end. */
  readonly webUrl: string;
}

const CHANGES: Readonly<Record<TenantChange, { to: TenantState; action: AuditAction; stamp: "activatedAt" | "deletedAt" | null }>> = {
  activated: { to: "active", action: "tenant.activated", stamp: "activatedAt" },
  released: { to: "released", action: "tenant.released", stamp: null },
  deleted: { to: "deleted", action: "tenant.deleted", stamp: "deletedAt" },
};

/** The books of one run in one transaction of the journal. */
export function prismaBooks(parts: BooksParts, tx: Prisma.TransactionClient): Books {
  const { run, actor, now } = parts;
  const tenantState = (): Promise<TenantState> => lockedState(tx, run.tenant.id);
  return {
    run,

    tenantBecame: async (change) => {
      const { to, action, stamp } = CHANGES[change];
      const from = TENANT_STATES.filter((state) => TENANT_TRANSITIONS[state].includes(to));
      const { count } = await tx.tenant.updateMany({
        where: { id: run.tenant.id, state: { in: from } },
        data: { state: to, ...(stamp === null ? {} : { [stamp]: now() }) },
      });
      if (count === 0) return;
      await recordEvent(tx, actor, { action, outcome: "succeeded", tenant: run.tenant, run, after: { state: to } });
    },

    tenantState,

    queueRegistration: async () => {
      if (!LIVE_STATES.includes(await tenantState())) return;
      await enqueueRun(tx, { ...actor, requestId: run.requestId }, { kind: "register", tenant: run.tenant, input: run.input });
    },

    mailOwner: (template) => mailOwner(parts, tx, template),

    wipeSecrets: async (purposes) => {
      await tx.secret.deleteMany({ where: { subject: run.tenant.id, purpose: { in: [...purposes] } } });
    },

    expireSecrets: async (purposes, seconds) => {
      const expiresAt = new Date(now().getTime() + seconds * 1000);
      await tx.secret.updateMany({ where: { subject: run.tenant.id, purpose: { in: [...purposes] } }, data: { expiresAt } });
    },
  };
}

async function mailOwner({ run, actor, sealingKey, siteUrl, webUrl }: BooksParts, tx: Prisma.TransactionClient, template: OwnerMail): Promise<void> {
  const { organization } = run.tenant;
  const { fullName, email } = run.owner;
  const mail = { key: `${template}:${run.id}:${run.attempt}`, to: email, tenant: run.tenant };
  if (isGoodNews(template)) {
    const values = { fullName, organization, siteUrl, dashboardUrl: `${webUrl}/dashboard` };
    await queueMail(tx, actor, sealingKey, { ...mail, template, values });
  } else {
    const values = { fullName, organization, reference: run.reference, runUrl: `${webUrl}/runs/${run.id}` };
    if (template === "workspace_failed") await queueMail(tx, actor, sealingKey, { ...mail, template, values: { ...values, stopped: await wasStopped(tx, run) } });
    else await queueMail(tx, actor, sealingKey, { ...mail, template, values });
  }
}

/** Whether somebody asked the run to stop: its end is no failure then. */
async function wasStopped(tx: Prisma.TransactionClient, { id }: RunFacts): Promise<boolean> {
  return (await tx.run.findUnique({ where: { id }, select: { abortRequestedAt: true } }))?.abortRequestedAt != null;
}

const GOOD_NEWS: Readonly<Record<GoodNews, true>> = { workspace_ready: true, workspace_resumed: true, workspace_kept: true, password_changed: true };

function isGoodNews(template: OwnerMail): template is GoodNews {
  return template in GOOD_NEWS;
}

async function lockedState(tx: Prisma.TransactionClient, tenantId: string): Promise<TenantState> {
  const [row] = await tx.$queryRaw<{ state: TenantState }[]>`select state from tenants where id = ${tenantId}::uuid for share`;
  if (row === undefined) throw new TypeError(`Tenant ${tenantId} has no row.`);
  return row.state;
}

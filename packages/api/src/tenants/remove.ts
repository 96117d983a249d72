import type { Prisma, Tenant } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { databaseName } from "@nexus/domain/names/site";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { actorOf } from "../access/actor.ts";
import { limitChanges } from "../access/limit-changes.ts";
import { refuse } from "../access/refuse.ts";
import type { Asker } from "../provisioning/run-access.ts";
import { transact } from "../transaction.ts";
import { signedInProcedure } from "../trpc.ts";
import { removeInput, removeOutput } from "./schema.ts";
import { readableTenant } from "./tenant-access.ts";

/** Deletes a workspace for good; for its owner and admins, who type its name to show that they mean it. */
export const remove = signedInProcedure.input(removeInput).output(removeOutput).mutation(async ({ ctx, input }) => {
  await limitChanges(ctx, ctx.session);
  const tenant = await readableTenant(ctx, input.tenantId);
  if (ctx.session.role === "operator") return refuse(ctx, "FORBIDDEN", { tenant });
  if (input.subdomain !== tenant.subdomain) {
    throw new NexusError("INVALID_INPUT", { field: "subdomain", message: "This is not the workspace's name. Nothing was deleted." });
  }
  const run = await transact(ctx.prisma, (tx) => requestDeletion(tx, ctx, tenant));
  return { runId: run.id, reference: run.reference };
});

/** Asked twice, it answers with the run that deletes already. */
async function requestDeletion(tx: Prisma.TransactionClient, ctx: Asker, tenant: Tenant): Promise<{ id: string; reference: string }> {
  const { count } = await tx.tenant.updateMany({
    where: { id: tenant.id, state: { in: ["active", "suspended"] } },
    data: { state: "deleting" },
  });
  if (count === 0) return runningDeletion(tx, tenant);
  await recordEvent(tx, actorOf(ctx), {
    action: "tenant.deletion_requested", outcome: "succeeded", tenant, before: { state: tenant.state }, after: { state: "deleting" },
  });
  const dbName = await siteDatabaseOf(tx, tenant);
  return enqueueRun(tx, actorOf(ctx), { kind: "deprovision", tenant, input: { apps: [], dbName } });
}

/** The site's database is called after the run that built it. */
async function siteDatabaseOf(tx: Prisma.TransactionClient, { id: tenantId }: Tenant): Promise<string> {
  const { id, attempt } = await tx.run.findFirstOrThrow({
    where: { tenantId, kind: "provision", state: "succeeded" },
    orderBy: { createdAt: "desc" },
  });
  return databaseName(id, attempt);
}

async function runningDeletion(tx: Prisma.TransactionClient, { id: tenantId }: Tenant): Promise<{ id: string; reference: string }> {
  const run = await tx.run.findFirst({
    where: { tenantId, kind: "deprovision", tenant: { state: "deleting" } },
    orderBy: { createdAt: "desc" },
  });
  if (run === null) throw new NexusError("TENANT_NOT_ACTIVE");
  return run;
}

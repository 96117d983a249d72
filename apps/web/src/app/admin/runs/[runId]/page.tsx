import type { Metadata } from "next";
import { RunDetail } from "../../../../admin/run-detail.tsx";
import { requireStaff } from "../../../../admin/require-staff.ts";
import { forPage } from "../../../../trpc/caller.ts";

export const metadata: Metadata = { title: "Run" };

/** One run with everything that is known of it. */
export default async function AdminRunPage({ params }: PageProps<"/admin/runs/[runId]">) {
  const { runId } = await params;
  const path = `/admin/runs/${runId}`;
  await requireStaff(path);
  const { run, tenant, events } = await forPage(path, async (caller) => {
    const run = await caller.provisioning.status({ runId });
    const [tenant, events] = await Promise.all([caller.tenants.get({ tenantId: run.tenant.tenantId }), caller.audit.list({ run: runId, limit: 200 })]);
    return { run, tenant, events };
  });
  return <RunDetail key={runId} initial={run} tenant={tenant} events={events} />;
}

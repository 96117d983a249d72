import type { Metadata } from "next";
import { requireStaff } from "../../../../admin/require-staff.ts";
import { TenantDetail } from "../../../../admin/tenant-detail.tsx";
import { forPage } from "../../../../trpc/caller.ts";

export const metadata: Metadata = { title: "Workspace" };

/** One workspace: what it is, what an admin can do with it, and its runs. */
export default async function WorkspacePage({ params }: PageProps<"/admin/workspaces/[tenantId]">) {
  const { tenantId } = await params;
  const path = `/admin/workspaces/${tenantId}`;
  const session = await requireStaff(path);
  const [tenant, runs] = await forPage(path, (caller) => Promise.all([caller.tenants.get({ tenantId }), caller.provisioning.list({ tenantId })]));
  return <TenantDetail key={tenantId} initial={tenant} runs={runs} isAdmin={session.role === "admin"} />;
}

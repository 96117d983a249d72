import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { isStaff, requireSession } from "../../../auth/session.ts";
import { env } from "../../../env.ts";
import { sitesPlace } from "../../../product/sites-place.ts";
import { buildToWatch } from "../../../tenants/build-to-watch.ts";
import { StartBuild } from "../../../tenants/start-build.tsx";
import { TenantCard } from "../../../tenants/tenant-card.tsx";
import { forPage } from "../../../trpc/caller.ts";
import { Button } from "../../../ui/button.tsx";

export const metadata: Metadata = { title: "Your workspaces" };

/** An owner's workspaces; who waits for their only one sees its build. */
export default async function DashboardPage() {
  if (isStaff(await requireSession("/dashboard"))) redirect("/admin");
  const [status, { tenants }] = await forPage("/dashboard", (caller) => Promise.all([caller.onboarding.status(), caller.tenants.mine()]));
  const build = buildToWatch(status, tenants);
  if (build !== null) redirect(`/runs/${build}`);
  return (
    <div className="mx-auto max-w-3xl">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-2xl font-semibold tracking-tight">Your workspaces</h1>
        <Button asChild variant="secondary" size="small"><Link href="/signup"><Plus aria-hidden /> New workspace</Link></Button>
      </div>
      <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-4">
        {status.stage === "ready_to_start" && <StartBuild signupId={status.signupId} organization={status.organization} subdomain={status.subdomain} sites={sitesPlace()} />}
        {tenants.map((tenant) => <TenantCard key={tenant.tenantId} tenant={tenant} graceDays={env.DELETION_GRACE_DAYS} />)}
        {tenants.length === 0 && status.stage !== "ready_to_start" && <NoWorkspace />}
      </div>
    </div>
  );
}

function NoWorkspace() {
  return (
    <div className="rounded-2xl border border-dashed px-6 py-16 text-center">
      <p className="font-medium">No workspace yet</p>
      <p className="mx-auto mt-1 max-w-sm text-sm text-ink-2">Choose a name and confirm your address; minutes later it is there.</p>
      <Button asChild className="mt-6"><Link href="/signup">Create a workspace</Link></Button>
    </div>
  );
}

import { TENANT_STATES } from "@nexus/domain/states/tenant";
import type { Metadata } from "next";
import { ChoiceFilter, FilterForm, TextFilter } from "../../../admin/filter-form.tsx";
import { requireStaff } from "../../../admin/require-staff.ts";
import { tenantFilters } from "../../../admin/tenant-filters.ts";
import { TenantsList } from "../../../admin/tenants-list.tsx";
import { TENANT_STATE_WORDS } from "../../../tenants/tenant-state-words.ts";
import { forPage } from "../../../trpc/caller.ts";

export const metadata: Metadata = { title: "Workspaces" };

/** Every workspace, newest first, those that are gone included. */
export default async function WorkspacesPage({ searchParams }: PageProps<"/admin/workspaces">) {
  await requireStaff("/admin/workspaces");
  const filters = tenantFilters(await searchParams);
  const first = await forPage("/admin/workspaces", (caller) => caller.tenants.list(filters));
  const key = JSON.stringify(filters);
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Workspaces</h1>
      <FilterForm key={key} action="/admin/workspaces" filtered={Object.keys(filters).length > 0} className="mt-6 md:grid-cols-[minmax(0,20rem)_10rem_auto]">
        <TextFilter name="search" label="Search" value={filters.search} placeholder="Name, organization or owner" className="col-span-2 md:col-span-1" />
        <ChoiceFilter name="state" label="State" value={filters.state} choices={TENANT_STATES.map((value) => ({ value, label: TENANT_STATE_WORDS[value].label }))} />
      </FilterForm>
      <TenantsList key={`list ${key}`} filters={filters} first={first} />
    </>
  );
}

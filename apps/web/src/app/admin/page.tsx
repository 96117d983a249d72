import { RUN_KINDS, RUN_STATES } from "@nexus/domain/states/run";
import type { Metadata } from "next";
import { ChoiceFilter, FilterForm, TextFilter } from "../../admin/filter-form.tsx";
import { requireStaff } from "../../admin/require-staff.ts";
import { RUN_KIND_LABELS, runFilters } from "../../admin/run-filters.ts";
import { RunsList } from "../../admin/runs-list.tsx";
import { RUN_STATE_BADGE } from "../../runs/run-words.ts";
import { forPage } from "../../trpc/caller.ts";

export const metadata: Metadata = { title: "Runs" };

/** Every run, newest first. */
export default async function RunsPage({ searchParams }: PageProps<"/admin">) {
  await requireStaff("/admin");
  const filters = runFilters(await searchParams);
  const first = await forPage("/admin", (caller) => caller.provisioning.list(filters));
  const key = JSON.stringify(filters);
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Runs</h1>
      <FilterForm key={key} action="/admin" filtered={Object.keys(filters).length > 0} className="mt-6 md:grid-cols-[minmax(0,20rem)_10rem_10rem_auto]">
        <TextFilter name="search" label="Search" value={filters.search} placeholder="Name, owner or reference" className="col-span-2 md:col-span-1" />
        <ChoiceFilter name="state" label="State" value={filters.state} choices={RUN_STATES.map((value) => ({ value, label: RUN_STATE_BADGE[value].label }))} />
        <ChoiceFilter name="kind" label="Kind" value={filters.kind} choices={RUN_KINDS.map((value) => ({ value, label: RUN_KIND_LABELS[value] }))} />
      </FilterForm>
      <RunsList key={`list ${key}`} filters={filters} first={first} />
    </>
  );
}

import { AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@nexus/domain/audit/actions";
import type { Metadata } from "next";
import { auditFilters } from "../../../admin/audit-filters.ts";
import { AuditLog } from "../../../admin/audit-log.tsx";
import { ChoiceFilter, FilterForm, TextFilter } from "../../../admin/filter-form.tsx";
import { requireStaff } from "../../../admin/require-staff.ts";
import { TimeFilter } from "../../../admin/time-filter.tsx";
import { forPage } from "../../../trpc/caller.ts";

export const metadata: Metadata = { title: "Audit log" };

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** Everything that happened: who, what, on which workspace and run, with which outcome. */
export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  await requireStaff("/admin/audit");
  const filters = auditFilters(await searchParams);
  const first = await forPage("/admin/audit", (caller) => caller.audit.list(filters));
  const key = JSON.stringify(filters);
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Audit log</h1>
      <FilterForm key={key} action="/admin/audit" filtered={Object.keys(filters).length > 0} className="mt-6 sm:grid-cols-3 lg:grid-cols-5">
        <TextFilter name="tenant" label="Workspace" value={filters.tenant} placeholder="Name or id" />
        <TextFilter name="run" label="Run" value={filters.run} placeholder="R-… or id" />
        <TextFilter name="step" label="Step" value={filters.step} placeholder="create_site" />
        <TextFilter name="actor" label="Actor" value={filters.actor} placeholder="Address or id" />
        <ChoiceFilter name="action" label="Action" value={filters.action} choices={choices(AUDIT_ACTIONS)} />
        <ChoiceFilter name="outcome" label="Outcome" value={filters.outcome} choices={choices(AUDIT_OUTCOMES)} />
        <TimeFilter name="from" label="From" value={filters.from} />
        <TimeFilter name="to" label="To" value={filters.to} />
      </FilterForm>
      <AuditLog key={`log ${key}`} filters={filters} first={first} />
    </>
  );
}

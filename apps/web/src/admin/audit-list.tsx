import type { AuditEvent } from "./audit-events.ts";
import { AuditRow, AuditRowHead } from "./audit-row.tsx";

/** Events as rows that open. */
export function AuditList({ events, empty }: { events: readonly AuditEvent[]; empty: string }) {
  if (events.length === 0) return <p className="rounded-2xl border border-dashed px-6 py-16 text-center text-sm text-ink-2">{empty}</p>;
  return (
    <div className="overflow-hidden rounded-2xl border bg-surface shadow-card">
      <AuditRowHead />
      <ul>{events.map((event) => <AuditRow key={event.id} event={event} />)}</ul>
    </div>
  );
}

import Link from "next/link";
import type { ReactNode } from "react";
import { durationText } from "../time/duration.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import type { AuditEvent } from "./audit-events.ts";

/** Everything that is known of one event. */
export function AuditDetails({ event }: { event: AuditEvent }) {
  return (
    <div className="grid gap-5 border-t bg-canvas px-4 py-4 text-[13px] sm:px-5">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 lg:grid-cols-4">
        <Fact term="Event">{event.id}</Fact>
        <Fact term="Time">{event.at.toISOString()}</Fact>
        <Fact term="Actor">{event.actorKind === event.actor ? event.actor : `${event.actorKind} ${event.actor}`}</Fact>
        <Fact term="IP address">{event.ip}</Fact>
        <Fact term="Request" copy={event.requestId}>{event.requestId}</Fact>
        <Fact term="Workspace">{event.subdomain !== null && <Link className="text-accent-text hover:underline" href={`/admin/audit?tenant=${encodeURIComponent(event.subdomain)}`}>{event.subdomain}</Link>}</Fact>
        <Fact term="Run">{event.runId !== null && <Link className="text-accent-text hover:underline" href={`/admin/runs/${event.runId}`}>{event.runReference ?? event.runId}{event.attempt !== null && ` (${event.attempt})`}</Link>}</Fact>
        <Fact term="Duration">{event.durationMs !== null && durationText(event.durationMs, { tenths: true })}</Fact>
        <Fact term="Error">{event.errorCode}</Fact>
      </dl>
      {event.reason !== null && <p className="text-ink-2"><span className="text-ink-3">Reason: </span>{event.reason}</p>}
      {(event.before !== null || event.after !== null) && (
        <div className="grid gap-4 md:grid-cols-2">
          <Json title="Before" value={event.before} />
          <Json title="After" value={event.after} />
        </div>
      )}
    </div>
  );
}

function Fact({ term, copy, children }: { term: string; copy?: string; children: ReactNode }) {
  const empty = children === null || children === false;
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{term}</dt>
      <dd className="flex items-center gap-1 font-mono text-xs leading-6 break-all text-ink">
        <span className="min-w-0">{empty ? "–" : children}</span>
        {copy !== undefined && <CopyButton text={copy} what="the request id" className="size-6 shrink-0" />}
      </dd>
    </div>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  if (value === null || value === undefined) return null;
  return (
    <div className="min-w-0">
      <p className="mb-1 text-ink-3">{title}</p>
      <pre className="overflow-x-auto rounded-lg border bg-surface p-3 font-mono text-xs leading-5">{JSON.stringify(value, null, 2)}</pre>
    </div>
  );
}

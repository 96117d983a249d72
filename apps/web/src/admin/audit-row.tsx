import type { AuditOutcome } from "@nexus/domain/audit/actions";
import { ChevronDown } from "lucide-react";
import { durationText } from "../time/duration.ts";
import { LocalTime } from "../time/local-time.tsx";
import { Badge, type Tone } from "../ui/badge.tsx";
import { cn } from "../ui/class-names.ts";
import { AuditDetails } from "./audit-details.tsx";
import type { AuditEvent } from "./audit-events.ts";

const OUTCOME_TONE: Readonly<Record<AuditOutcome, Tone>> = { started: "quiet", succeeded: "good", failed: "bad", refused: "warn" };

const COLUMNS = "lg:grid-cols-[9.5rem_minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)_4.5rem_6.5rem_1rem]";

/** What the columns of a wide screen hold; each row says it in itself. */
export function AuditRowHead() {
  return (
    <div aria-hidden className={cn("hidden gap-x-4 border-b bg-canvas px-5 py-2.5 text-xs font-medium text-ink-3 lg:grid", COLUMNS)}>
      <span>Time</span><span>Action</span><span>Workspace</span><span>Actor</span><span className="text-right">Took</span><span>Outcome</span>
    </div>
  );
}

/** One event: a line on a wide screen, a card on a narrow one; opens to everything that is known of it. */
export function AuditRow({ event }: { event: AuditEvent }) {
  return (
    <li className="border-b last:border-b-0">
      <details className="group">
        <summary className={cn("grid list-none grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 text-[13px] hover:bg-canvas focus-visible:-outline-offset-2 sm:px-5 [&::-webkit-details-marker]:hidden", COLUMNS)}>
          <span className="order-2 text-right text-ink-3 lg:order-none lg:text-left"><LocalTime at={event.at} /></span>
          <span className="order-1 min-w-0 truncate lg:order-none">
            <span className="font-mono font-medium">{event.action}</span>
            {event.step !== null && <span className="ml-2 font-mono text-ink-3">{event.step}</span>}
          </span>
          <span className="order-3 min-w-0 truncate text-ink-2 lg:order-none">{event.subdomain ?? "–"}</span>
          <span className="order-5 hidden min-w-0 truncate text-ink-3 lg:order-none lg:block">{event.actorKind}{event.actor !== event.actorKind && <span className="ml-2 font-mono text-xs">{event.actor}</span>}</span>
          <span className="order-6 hidden text-right text-ink-3 tabular-nums lg:order-none lg:block">{event.durationMs === null ? "" : durationText(event.durationMs, { tenths: true })}</span>
          <span className="order-4 justify-self-end lg:order-none lg:justify-self-start"><Badge tone={OUTCOME_TONE[event.outcome]}>{event.outcome}</Badge></span>
          <ChevronDown aria-hidden className="hidden size-4 text-ink-3 transition-transform group-open:rotate-180 lg:block" />
        </summary>
        <AuditDetails event={event} />
      </details>
    </li>
  );
}

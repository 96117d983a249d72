"use client";

import { useState } from "react";
import { trpc, type Outputs } from "../trpc/client.ts";
import { joinEvents, unseenEvents } from "./audit-events.ts";
import type { AuditFilters } from "./audit-filters.ts";
import { useAuditPulse } from "./use-audit-pulse.ts";
import { usePages } from "./use-pages.ts";

type Page = Outputs["audit"]["list"];

/**
 * The audit log under some filters: older pages on demand; what happened since is counted and shown when
 * the reader asks, so that no row moves under their eyes.
 */
export function useAuditLog(filters: AuditFilters, first: Page) {
  const { client } = trpc.useUtils();
  const older = usePages({
    key: ["audit", filters],
    first,
    read: (cursor, signal) => client.audit.list.query({ ...filters, cursor }, { signal }),
    // The log is only appended to.
    staleTime: Infinity,
  });
  const [head, setHead] = useState<Page["events"]>([]);
  const newest = trpc.audit.list.useQuery(filters, { enabled: false, initialData: first });
  const { live } = useAuditPulse(() => void newest.refetch());

  const events = joinEvents(head, older.data.pages.flatMap((page) => page.events));
  const unseen = unseenEvents(newest.data.events, events);
  return {
    events, live, older,
    unseen: unseen.length,
    /** All of the newest page is unseen: there may be more between it and what is shown. */
    overrun: unseen.length > 0 && unseen.length === newest.data.events.length && newest.data.nextCursor !== null,
    showUnseen: () => setHead(joinEvents(unseen, head)),
  };
}

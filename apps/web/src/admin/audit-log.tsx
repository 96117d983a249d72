"use client";

import { ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import type { Outputs } from "../trpc/client.ts";
import { failureOf } from "../trpc/failure.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import type { AuditFilters } from "./audit-filters.ts";
import { AuditList } from "./audit-list.tsx";
import { LiveSign } from "./live-sign.tsx";
import { useAuditLog } from "./use-audit-log.ts";

/** The audit log's events, with what is new and what is older on demand. */
export function AuditLog({ filters, first }: { filters: AuditFilters; first: Outputs["audit"]["list"] }) {
  const router = useRouter();
  const { events, live, older, unseen, overrun, showUnseen } = useAuditLog(filters, first);
  return (
    <section aria-label="Events" className="mt-6">
      <div className="mb-2 flex h-8 items-center justify-between gap-4">
        <LiveSign live={live} />
        <p role="status">
          {unseen > 0 && (
            <Button size="small" className="animate-appear rounded-full" onClick={overrun ? () => router.refresh() : showUnseen}>
              <ArrowUp aria-hidden /> {unseen}{overrun && "+"} new {unseen === 1 ? "event" : "events"}
            </Button>
          )}
        </p>
      </div>
      <AuditList events={events} empty="No event fits these filters." />
      {older.error !== null && <div className="mt-4"><FailureNotice failure={failureOf(older.error)} /></div>}
      {older.hasNextPage && (
        <div className="mt-5 text-center"><Button variant="secondary" busy={older.isFetchingNextPage} onClick={() => void older.fetchNextPage()}>Load more</Button></div>
      )}
    </section>
  );
}

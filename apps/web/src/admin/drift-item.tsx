import Link from "next/link";
import { LocalTime } from "../time/local-time.tsx";
import { Badge } from "../ui/badge.tsx";
import { type DriftView, driftWords } from "./drift-words.ts";
import { ThingList } from "./thing-list.tsx";
import { Breakable } from "../ui/breakable.tsx";

const LINK = "font-mono text-xs whitespace-nowrap text-accent-text hover:underline";

/** One difference between bench and records: what, since when, what the system does, what there is to do. */
export function DriftItem({ drift }: { drift: DriftView }) {
  const { label, tone, what, system, you } = driftWords(drift);
  const { workspace, run, mending } = drift;
  return (
    <li className="border-b px-4 py-4 last:border-b-0 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={tone}>{label}</Badge>
          {workspace !== null && <Link href={`/admin/workspaces/${workspace.tenantId}`} className="text-sm font-medium hover:underline"><Breakable text={workspace.subdomain} /></Link>}
        </div>
        <p className="text-[13px] text-ink-3">since <LocalTime at={drift.openedAt} /></p>
      </div>
      <p className="mt-3 text-sm leading-6 text-ink-2">
        {what}
        {run !== null && <> <Link href={`/admin/runs/${run.runId}`} className={LINK}>{run.reference}</Link></>}
      </p>
      <ThingList things={drift.found} />
      <dl className="mt-3 grid gap-2 text-[13px] leading-5 sm:grid-cols-2 sm:gap-x-8">
        <div>
          <dt className="font-medium">The system</dt>
          <dd className="text-ink-2">{system}{mending !== null && <> <Link href={`/admin/runs/${mending.runId}`} className={LINK}>{mending.reference}</Link></>}</dd>
        </div>
        <div>
          <dt className="font-medium">You</dt>
          <dd className="text-ink-2">{you}</dd>
        </div>
      </dl>
    </li>
  );
}

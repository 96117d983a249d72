"use client";

import { trpc } from "../trpc/client.ts";
import { Card } from "../ui/card.tsx";
import { Remains } from "./remains.tsx";
import { useAuditPulse } from "./use-audit-pulse.ts";

/** What is left on the bench of one run that needs attention. */
export function RunRemains({ runId }: { runId: string }) {
  const { data, refetch } = trpc.benches.drift.useQuery(undefined, { refetchInterval: 15_000 });
  useAuditPulse(() => void refetch());
  const run = data?.attention.find((candidate) => candidate.runId === runId);
  return (
    <section aria-labelledby="remains" className="mt-8">
      <h2 id="remains" className="mb-3 text-lg font-semibold tracking-tight">Left on the bench</h2>
      <Card className="min-h-16 p-5">{run !== undefined && <Remains remains={run.remains} />}</Card>
    </section>
  );
}

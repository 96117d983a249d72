"use client";

import { useRouter } from "next/navigation";
import type { SitesPlace } from "../product/site-address.ts";
import { trpc } from "../trpc/client.ts";
import { Address } from "../ui/address.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { showFailure } from "../ui/show-failure.ts";

interface StartBuildProps {
  readonly signupId: string;
  readonly organization: string;
  readonly subdomain: string;
  readonly sites: SitesPlace;
}

/** A proved signup whose build was not started, e.g. because the connection broke in between. */
export function StartBuild({ signupId, organization, subdomain, sites }: StartBuildProps) {
  const router = useRouter();
  const start = trpc.provisioning.start.useMutation({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`), onError: showFailure });
  return (
    <Card className="flex flex-wrap items-center justify-between gap-5 p-5 sm:p-6">
      <div className="min-w-0">
        <h2 className="font-medium">{organization}</h2>
        <p className="mt-1 font-mono text-[13px] text-ink-3"><Address name={subdomain} sites={sites} /></p>
        <p className="mt-2 text-sm text-ink-2">Your address is confirmed and the name is kept for you.</p>
      </div>
      <Button busy={start.isPending || start.isSuccess} onClick={() => start.mutate({ signupId, idempotencyKey: `signup-${signupId}` })}>Build it now</Button>
    </Card>
  );
}

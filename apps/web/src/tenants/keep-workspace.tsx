"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { trpc } from "../trpc/client.ts";
import { Button } from "../ui/button.tsx";
import { showFailure } from "../ui/show-failure.ts";

/** Takes a planned deletion back. */
export function KeepWorkspace({ tenantId, organization }: { tenantId: string; organization: string }) {
  const router = useRouter();
  const undelete = trpc.tenants.undelete.useMutation({
    onSuccess: ({ state }) => {
      toast.success(state === "active" ? `${organization} stays, and opens again in a moment.` : `${organization} stays. It is still suspended.`);
    },
    onError: showFailure,
    // Also after a refusal: what the page shows is old then.
    onSettled: () => router.refresh(),
  });
  return <Button busy={undelete.isPending} onClick={() => undelete.mutate({ tenantId })}>Keep this workspace</Button>;
}

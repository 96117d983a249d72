"use client";

import { useState } from "react";
import { trpc } from "../trpc/client.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { showFailure } from "../ui/show-failure.ts";

/** Stops a build, after asking once. */
export function AbortRun({ runId, onAsked, children = "Stop the build" }: { runId: string; onAsked: () => Promise<void>; children?: string }) {
  const [asking, setAsking] = useState(false);
  const abort = trpc.provisioning.abort.useMutation({
    onSuccess: async () => {
      await onAsked();
      setAsking(false);
    },
    onError: (error) => {
      setAsking(false);
      showFailure(error);
    },
  });
  return (
    <>
      <Button variant="quiet" size="small" className="-ml-2 text-ink-3" onClick={() => setAsking(true)}>{children}</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Stop this build?"
        description="Everything that was made so far is removed again. You can start it anew afterwards."
        confirm="Stop and remove"
        cancel="Let it go on"
        busy={abort.isPending}
        onConfirm={() => abort.mutate({ runId })}
      />
    </>
  );
}

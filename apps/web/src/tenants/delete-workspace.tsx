"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { trpc } from "../trpc/client.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { showFailure } from "../ui/show-failure.ts";

interface DeleteWorkspaceProps {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly organization: string;
}

/** Deletes a workspace for good; its name has to be typed. */
export function DeleteWorkspace({ tenantId, subdomain, organization }: DeleteWorkspaceProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const remove = trpc.tenants.remove.useMutation({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`), onError: showFailure });
  const ask = (open: boolean) => {
    setTyped("");
    setAsking(open);
  };
  return (
    <>
      <Button variant="quiet" className="text-bad hover:bg-bad-soft hover:text-bad" onClick={() => ask(true)}>Delete</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={ask}
        title={`Delete ${organization}?`}
        description="Its site, its database and everything in them are removed. Everybody who works there is signed out. This cannot be taken back by you."
        confirm="Delete for good"
        busy={remove.isPending || remove.isSuccess}
        mayConfirm={typed === subdomain}
        onConfirm={() => remove.mutate({ tenantId, subdomain: typed })}
      >
        <div className="mt-5">
          <Field id="confirm-name" label={`Type ${subdomain} to confirm`}>
            <Input id="confirm-name" value={typed} onChange={(event) => setTyped(event.target.value.trim())} autoComplete="off" autoCapitalize="none" spellCheck={false} className="font-mono" />
          </Field>
        </div>
      </ConfirmDialog>
    </>
  );
}

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
  /** Days for which the deletion may be taken back; 0: it may not. */
  readonly graceDays: number;
}

/** Deletes a workspace; its name has to be typed. */
export function DeleteWorkspace({ tenantId, subdomain, organization, graceDays }: DeleteWorkspaceProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const ask = (open: boolean) => {
    setTyped("");
    setAsking(open);
  };
  const remove = trpc.tenants.remove.useMutation({
    onSuccess: ({ runId, deleteAt }) => {
      if (deleteAt === null) return router.push(`/runs/${runId}`);
      ask(false);
      router.refresh();
    },
    onError: showFailure,
  });
  return (
    <>
      <Button variant="quiet" className="text-bad hover:bg-bad-soft hover:text-bad" onClick={() => ask(true)}>Delete</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={ask}
        title={`Delete ${organization}?`}
        description={graceDays > 0 ? laterText(graceDays) : AT_ONCE}
        confirm={graceDays > 0 ? "Delete" : "Delete for good"}
        busy={remove.isPending || (remove.isSuccess && remove.data.deleteAt === null)}
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

const AT_ONCE = "Its site, its database and everything in them are removed. Everybody who works there is signed out. This cannot be taken back by you.";

function laterText(days: number): string {
  const time = days < 1 ? "a short while" : days === 1 ? "1 day" : `${days} days`;
  return `It is closed at once, and everybody who works there is locked out. For ${time} you can take that back here; then its site, its database and everything in them are removed.`;
}

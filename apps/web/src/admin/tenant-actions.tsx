"use client";

import { toast } from "sonner";
import { trpc, type Outputs } from "../trpc/client.ts";
import { ActionRow } from "../ui/action-row.tsx";
import { Button } from "../ui/button.tsx";
import { showFailure } from "../ui/show-failure.ts";
import { ReasonButton } from "./reason-button.tsx";

interface TenantActionsProps {
  readonly tenant: Outputs["tenants"]["get"];
  /** Reads the workspace again, also after a refusal: what the page shows is old then. */
  readonly onChanged: () => Promise<unknown>;
}

/** What an admin can do with a workspace in its state. */
export function TenantActions({ tenant: { tenantId, subdomain, state }, onChanged }: TenantActionsProps) {
  const told = (sentence: string) => ({ onSuccess: () => void toast.success(sentence), onError: showFailure, onSettled: onChanged });
  const suspend = trpc.tenants.suspend.useMutation(told(`${subdomain} is being closed. Its owner is told.`));
  const resume = trpc.tenants.resume.useMutation(told(`${subdomain} opens again. Its owner is told.`));
  const undelete = trpc.tenants.undelete.useMutation(told(`${subdomain} stays. Its owner is told.`));
  const remove = trpc.tenants.removeNow.useMutation(told(`${subdomain} is being removed.`));
  return (
    <ActionRow className="w-full sm:w-auto">
      {state === "active" && (
        <ReasonButton
          variant="secondary" label="Suspend" title={`Suspend ${subdomain}?`} confirm="Suspend"
          description="Its site is closed at once: visitors read that it is being maintained. Nothing is lost. Its owner gets a mail with the reason that you write here."
          busy={suspend.isPending} onConfirm={(reason) => suspend.mutateAsync({ tenantId, reason })}
        />
      )}
      {state === "suspended" && (
        <ReasonButton
          variant="primary" label="Resume" title={`Open ${subdomain} again?`} confirm="Open again" danger={false}
          description="Its site is opened, and its owner gets a mail. The reason is for the audit log."
          busy={resume.isPending} onConfirm={(reason) => resume.mutateAsync({ tenantId, reason })}
        />
      )}
      {state === "deletion_scheduled" && <Button busy={undelete.isPending} onClick={() => undelete.mutate({ tenantId })}>Keep</Button>}
      {(state === "active" || state === "suspended" || state === "deletion_scheduled") && (
        <ReasonButton
          variant="quiet" label="Remove now" title={`Remove ${subdomain} now?`} confirm="Remove for good" typed={subdomain}
          description="Its site, its database and everything in them are removed at once; a backup is kept on the bench. Its owner cannot take that back."
          busy={remove.isPending} onConfirm={(reason) => remove.mutateAsync({ tenantId, subdomain, reason })}
        />
      )}
    </ActionRow>
  );
}

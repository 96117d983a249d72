"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { PasswordField } from "../signup/password-field.tsx";
import { usePasswordStrength } from "../signup/use-password-strength.ts";
import { trpc } from "../trpc/client.ts";
import { failureOf, fieldError } from "../trpc/failure.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";

interface ResetPasswordProps {
  readonly tenantId: string;
  readonly organization: string;
  /** The person's own words, which make a password easier to guess. */
  readonly ownWords: readonly string[];
}

/** Sets a new password for the owner's user in a workspace. */
export function ResetPassword({ tenantId, organization, ownWords }: ResetPasswordProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const { strength, load } = usePasswordStrength(password, ownWords);
  const reset = trpc.tenants.resetOwnerPassword.useMutation({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) });
  const ask = (asking: boolean) => {
    setPassword("");
    reset.reset();
    setOpen(asking);
  };
  const failure = reset.error === null ? null : failureOf(reset.error);
  const atField = fieldError(failure, "password");
  return (
    <>
      <Button variant="quiet" onClick={() => ask(true)}>Set a new password</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={ask}
        title={`A new password for ${organization}`}
        description="It is the password of your own user in this workspace. Wherever you are signed in there, you are signed out. How you sign in here stays as it is."
        confirm="Set the password"
        danger={false}
        busy={reset.isPending || reset.isSuccess}
        mayConfirm={password.length >= 8 && (strength === null || strength.score >= 2)}
        onConfirm={() => reset.mutate({ tenantId, password })}
      >
        <div className="mt-5">
          <PasswordField value={password} strength={strength} error={atField ?? undefined} onChange={setPassword} onFocus={load} hint="At least 8 characters." />
          {failure !== null && atField === null && <div className="mt-3"><FailureNotice failure={failure} /></div>}
        </div>
      </ConfirmDialog>
    </>
  );
}

"use client";

import { type ComponentProps, useState } from "react";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

interface ReasonButtonProps {
  readonly variant: ComponentProps<typeof Button>["variant"];
  readonly label: string;
  readonly title: string;
  readonly description: string;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  /** A text that has to be typed, for what cannot be taken back. */
  readonly typed?: string;
  readonly onConfirm: (reason: string) => Promise<unknown>;
}

/** A change of somebody's workspace, for which a reason is asked. */
export function ReasonButton({ variant, label, title, description, confirm, danger = true, busy, typed, onConfirm }: ReasonButtonProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [text, setText] = useState("");
  const ask = (asking: boolean) => {
    setReason("");
    setText("");
    setOpen(asking);
  };
  return (
    <>
      <Button variant={variant} className={danger && variant === "quiet" ? "text-bad hover:bg-bad-soft hover:text-bad" : ""} onClick={() => ask(true)}>{label}</Button>
      <ConfirmDialog
        open={open} onOpenChange={ask} title={title} description={description} confirm={confirm} danger={danger} busy={busy}
        mayConfirm={reason.trim().length >= 3 && (typed === undefined || text === typed)}
        // Whoever was refused reads why beside the page that is read again.
        onConfirm={() => void onConfirm(reason).catch(() => undefined).finally(() => ask(false))}
      >
        <div className="mt-5 grid gap-4">
          <Field id="reason" label="Reason">
            <Input id="reason" value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} autoComplete="off" />
          </Field>
          {typed !== undefined && (
            <Field id="typed-name" label={`Type ${typed} to confirm`}>
              <Input id="typed-name" value={text} onChange={(event) => setText(event.target.value.trim())} autoComplete="off" autoCapitalize="none" spellCheck={false} className="font-mono" />
            </Field>
          )}
        </div>
      </ConfirmDialog>
    </>
  );
}

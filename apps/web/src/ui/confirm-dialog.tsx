"use client";

import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: ReactNode;
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly cancel?: string;
  readonly busy?: boolean;
  readonly mayConfirm?: boolean;
  /** Whether it takes something away; the button is red then. */
  readonly danger?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be taken back, or for what it needs. Escape and the first button leave everything as it is. */
export function ConfirmDialog({ open, onOpenChange, title, description, children, confirm, cancel = "Cancel", busy = false, mayConfirm = true, danger = true, onConfirm }: ConfirmDialogProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/40 backdrop-blur-[2px] data-[state=open]:animate-appear" />
        <AlertDialog.Content className="fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[calc(100dvh-2rem)] max-w-md -translate-y-1/2 overflow-y-auto rounded-2xl border bg-raised p-6 shadow-float focus:outline-none">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (mayConfirm && !busy) onConfirm();
            }}
          >
            <AlertDialog.Title className="text-lg font-semibold tracking-tight">{title}</AlertDialog.Title>
            <AlertDialog.Description asChild>
              <div className="mt-2 text-sm leading-6 text-ink-2">{description}</div>
            </AlertDialog.Description>
            {children}
            <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
              <AlertDialog.Cancel asChild><Button variant="secondary">{cancel}</Button></AlertDialog.Cancel>
              <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy} disabled={!mayConfirm}>{confirm}</Button>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

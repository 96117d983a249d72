"use client";

import { Toaster } from "sonner";

/** Where short messages appear; they follow the page's colours and not sonner's own. */
export function Toasts() {
  return (
    <Toaster
      position="bottom-center"
      toastOptions={{
        unstyled: true,
        classNames: {
          // sonner gives it a font of its own.
          toast: "font-sans! flex w-full items-start gap-3 rounded-xl border bg-raised p-4 text-sm text-ink shadow-float",
          title: "font-medium",
          description: "mt-0.5 leading-5 text-ink-2",
          icon: "mt-0.5 shrink-0",
        },
      }}
    />
  );
}

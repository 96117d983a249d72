"use client";

import { LoaderCircle } from "lucide-react";
import { useLinkStatus } from "next/link";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

/** Inside a link: its sign, which turns into a spinner while the page behind it takes longer than a blink. */
export function LinkPending({ children, className }: { children?: ReactNode; className?: string }) {
  const { pending } = useLinkStatus();
  if (!pending) return <>{children}</>;
  return <LoaderCircle aria-hidden className={cn("size-4 animate-spin text-ink-3", className)} />;
}

"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "./class-names.ts";

/** How long the tick stays, in milliseconds. */
const SHOWN_MS = 1_800;

/** Copies `text`; says so to eyes and ears. `what` completes “Copy …”. */
export function CopyButton({ text, what, className }: { text: string; what: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;

  return (
    <button
      type="button"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}
      className={cn("inline-grid size-7 place-items-center rounded-md text-ink-3 hover:bg-sunken hover:text-ink", className)}
    >
      <Icon aria-hidden className={cn("size-3.5", copied && "text-good")} />
      <span role="status" className="sr-only">{copied ? `${what} copied` : ""}</span>
    </button>
  );
}

import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

const look = cva("inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap", {
  variants: {
    tone: {
      quiet: "bg-sunken text-ink-2 [&>i]:bg-ink-3",
      busy: "bg-accent-soft text-accent-text [&>i]:bg-accent-text [&>i]:animate-breathe",
      good: "bg-good-soft text-good [&>i]:bg-good",
      warn: "bg-warn-soft text-warn [&>i]:bg-warn [&>i]:animate-breathe",
      bad: "bg-bad-soft text-bad [&>i]:bg-bad",
    },
  },
  defaultVariants: { tone: "quiet" },
});
export type Tone = NonNullable<VariantProps<typeof look>["tone"]>;

/** A state in one or two words; the dot is decoration, the word says it. */
export function Badge({ tone, children, className }: { tone: Tone; children: ReactNode; className?: string }) {
  return <span className={cn(look({ tone }), className)}><i aria-hidden className="size-1.5 rounded-full" />{children}</span>;
}

import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

const look = cva("flex gap-3 rounded-xl border p-4 text-sm leading-6", {
  variants: {
    tone: {
      info: "border-line bg-sunken text-ink-2 [&>svg]:text-ink-3",
      good: "border-good/25 bg-good-soft text-ink [&>svg]:text-good",
      warn: "border-warn/25 bg-warn-soft text-ink [&>svg]:text-warn",
      bad: "border-bad/25 bg-bad-soft text-ink [&>svg]:text-bad",
    },
  },
  defaultVariants: { tone: "info" },
});
const ICON = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert } as const;

type NoticeProps = VariantProps<typeof look> & {
  readonly title?: string;
  readonly children?: ReactNode;
  readonly className?: string;
  /** Announced at once; for what just went wrong. */
  readonly urgent?: boolean;
};

/** A sentence that a person must not miss, with room for what to do next. */
export function Notice({ tone, title, children, className, urgent = false }: NoticeProps) {
  const Icon = ICON[tone ?? "info"];
  return (
    <div role={urgent ? "alert" : undefined} className={cn(look({ tone }), className)}>
      <Icon aria-hidden className="mt-1 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        {title !== undefined && <p className="font-medium text-ink">{title}</p>}
        {children}
      </div>
    </div>
  );
}

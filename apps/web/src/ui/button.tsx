import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

const look = cva(
  "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-[background-color,border-color,color,box-shadow] duration-150 select-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent shadow-[inset_0_1px_0_oklch(1_0_0/0.14),0_1px_2px_var(--shade)] enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover",
        secondary: "border border-line bg-raised text-ink shadow-[0_1px_2px_var(--shade)] hover:bg-sunken",
        quiet: "text-ink-2 hover:bg-sunken hover:text-ink",
        danger: "bg-bad-solid text-white hover:brightness-95",
        link: "h-auto! px-0! text-accent-text underline-offset-4 hover:underline",
      },
      size: {
        small: "h-8 px-3 text-[13px]",
        medium: "h-10 px-4 text-sm",
        large: "h-12 px-6 text-base",
      },
    },
    defaultVariants: { variant: "primary", size: "medium" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof look> & {
  /** Renders its only child (a link) with the button's look. */
  asChild?: boolean;
  /** Shows that it works, keeps its width, and takes no second click. */
  busy?: boolean;
};

/** The product's button; `busy` keeps focus where it is, which `disabled` would lose. */
export function Button({ variant, size, asChild = false, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  const classes = cn(look({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} {...rest}>{children}</Slot.Root>;
  return (
    <button
      type="button"
      className={classes}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      <span className={cn("inline-flex items-center gap-2", busy && "invisible")}>{children}</span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden className="animate-spin" />
        </span>
      )}
    </button>
  );
}

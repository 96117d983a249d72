import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly error?: string | null | undefined;
  readonly hint?: ReactNode;
  /** Beside the label, at the right. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A label, a control and one line under it that holds the hint or, in its place, the error, so that nothing jumps. */
export function Field({ id, label, error, hint, aside, children }: FieldProps) {
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium text-ink">{label}</label>
        {aside}
      </div>
      {children}
      {(hint !== undefined || error != null) && (
        <p id={`${id}-note`} className={cn("mt-1.5 min-h-5 text-[13px] leading-5", error ? "text-bad" : "text-ink-3")} aria-live="polite">
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

type InputProps = ComponentProps<"input"> & {
  readonly invalid?: boolean;
  /** Inside the box, at its right end. */
  readonly trailing?: ReactNode;
};

/** A text input; its note is announced with it. */
export function Input({ id, invalid = false, trailing, className, ...rest }: InputProps) {
  return (
    <div className="relative">
      <input
        id={id}
        aria-invalid={invalid || undefined}
        aria-describedby={id === undefined ? undefined : `${id}-note`}
        className={cn(
          "h-11 w-full rounded-lg border border-edge bg-surface px-3.5 text-base text-ink transition-[border-color,box-shadow] sm:h-10 sm:text-sm",
          "placeholder:text-ink-3 hover:border-ink-3",
          "focus-visible:border-accent-text focus-visible:ring-3 focus-visible:ring-accent-text/20 focus-visible:outline-none",
          "aria-invalid:border-bad aria-invalid:focus-visible:ring-bad/20",
          "disabled:bg-sunken disabled:text-ink-3",
          trailing !== undefined && "pr-11",
          className,
        )}
        {...rest}
      />
      {trailing !== undefined && <div className="absolute inset-y-0 right-0 flex items-center pr-1.5">{trailing}</div>}
    </div>
  );
}

"use client";

import type { RefObject } from "react";
import { cn } from "../ui/class-names.ts";

const LENGTH = 6;

interface CodeInputProps {
  readonly value: string;
  readonly invalid: boolean;
  readonly disabled: boolean;
  /** The code is dead: nothing can be typed. */
  readonly usedUp: boolean;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onChange: (digits: string) => void;
  /** All six digits are there. */
  readonly onComplete: (code: string) => void;
}

/**
 * Six boxes that are one input: paste, one-time-code autofill and screen readers meet a single field,
 * and the boxes only draw what it holds.
 */
export function CodeInput({ value, invalid, disabled, usedUp, inputRef, onChange, onComplete }: CodeInputProps) {
  function take(text: string) {
    const digits = text.replace(/\D/g, "").slice(0, LENGTH);
    onChange(digits);
    if (digits.length === LENGTH && digits !== value) onComplete(digits);
  }

  return (
    <div className="group relative">
      <input
        ref={inputRef}
        id="code"
        name="code"
        value={value}
        onChange={(event) => take(event.target.value)}
        onPaste={(event) => {
          event.preventDefault();
          take(event.clipboardData.getData("text"));
        }}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        readOnly={disabled}
        disabled={usedUp}
        aria-invalid={invalid || undefined}
        aria-describedby="code-note"
        className="absolute inset-0 z-10 w-full cursor-text disabled:cursor-not-allowed bg-transparent font-mono text-transparent caret-transparent outline-none selection:bg-transparent"
      />
      <div aria-hidden className="grid grid-cols-6 gap-2">
        {Array.from({ length: LENGTH }, (_, at) => (
          <Box key={at} digit={value[at]} usedUp={usedUp} current={!disabled && !usedUp && at === Math.min(value.length, LENGTH - 1)} invalid={invalid} />
        ))}
      </div>
    </div>
  );
}

function Box({ digit, current, invalid, usedUp }: { digit: string | undefined; current: boolean; invalid: boolean; usedUp: boolean }) {
  return (
    <span
      className={cn(
        "grid h-14 place-items-center rounded-xl border border-edge bg-surface font-mono text-2xl font-medium transition-[border-color,box-shadow]",
        invalid && "border-bad",
        usedUp && "border-line bg-sunken text-ink-3",
        current && "group-focus-within:border-accent-text group-focus-within:ring-3 group-focus-within:ring-accent-text/20",
      )}
    >
      {digit ?? (current ? <span className="hidden h-6 w-px animate-pulse bg-ink group-focus-within:block" /> : null)}
    </span>
  );
}

"use client";

import type { PasswordStrength } from "@nexus/domain/secrets/password-strength";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { cn } from "../ui/class-names.ts";
import { Input } from "../ui/field.tsx";

/** What a zxcvbn score means to a person, and how much of the bar it fills. */
const LEVELS = [
  { word: "Too easy to guess", bars: 1, tone: "bg-bad" },
  { word: "Too easy to guess", bars: 1, tone: "bg-bad" },
  { word: "Good enough", bars: 2, tone: "bg-warn" },
  { word: "Good", bars: 3, tone: "bg-good" },
  { word: "Very good", bars: 4, tone: "bg-good" },
] as const;

interface PasswordFieldProps {
  readonly value: string;
  readonly strength: PasswordStrength | null;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onFocus: () => void;
  /** Under the field while nothing is typed. */
  readonly hint?: string;
}

/** A new password: shown or hidden, with its strength as it is typed. */
export function PasswordField({ value, strength, error, onChange, onFocus, hint = "At least 8 characters. Your workspace uses it too." }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div>
      <label htmlFor="password" className="mb-1.5 block text-sm font-medium">Password</label>
      <Input
        id="password"
        name="password"
        type={shown ? "text" : "password"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onFocus={onFocus}
        maxLength={128}
        autoComplete="new-password"
        spellCheck={false}
        invalid={error !== undefined}
        trailing={
          <button
            type="button"
            aria-pressed={shown}
            aria-label="Show the password"
            onClick={() => setShown(!shown)}
            className="grid size-8 place-items-center rounded-md text-ink-3 hover:bg-sunken hover:text-ink"
          >
            <Icon aria-hidden className="size-4" />
          </button>
        }
      />
      <StrengthBar strength={strength} />
      <p id="password-note" aria-live="polite" className={cn("mt-1.5 min-h-10 text-[13px] leading-5", error === undefined ? "text-ink-3" : "text-bad")}>
        {error ?? strengthText(value, strength) ?? hint}
      </p>
    </div>
  );
}

function StrengthBar({ strength }: { strength: PasswordStrength | null }) {
  const level = strength === null ? null : LEVELS[strength.score];
  return (
    <div aria-hidden className="mt-2 grid grid-cols-4 gap-1.5">
      {[1, 2, 3, 4].map((bar) => (
        <span key={bar} className={cn("h-1 rounded-full bg-line transition-colors duration-300", level !== null && bar <= level.bars && level.tone)} />
      ))}
    </div>
  );
}

function strengthText(value: string, strength: PasswordStrength | null): string | null {
  if (value === "" || strength === null) return null;
  const word = LEVELS[strength.score].word;
  const advice = strength.score < 3 ? strength.advice[0] : undefined;
  return advice === undefined ? `${word}.` : `${word}. ${advice}`;
}

"use client";

import type { PasswordStrength } from "@nexus/domain/secrets/password-strength";
import { useDeferredValue, useMemo, useState } from "react";

type Estimate = (password: string, ownWords: readonly string[]) => PasswordStrength;

/**
 * How hard the password is to guess, by the server's own function. Its dictionaries are large, so they
 * are loaded when `load` is called: at the first touch of the field.
 */
export function usePasswordStrength(password: string, ownWords: readonly string[]): { strength: PasswordStrength | null; load: () => void } {
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const settled = useDeferredValue(password);
  const words = ownWords.join("\n");
  const strength = useMemo(
    () => (estimate === null || settled === "" ? null : estimate(settled, words.split("\n"))),
    [estimate, settled, words],
  );
  function load() {
    if (estimate !== null) return;
    // A failed load is not shown: the server judges every password again.
    import("@nexus/domain/secrets/password-strength").then((module) => setEstimate(() => module.passwordStrength), () => undefined);
  }
  return { strength, load };
}

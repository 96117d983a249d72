/** What one check found. */
export interface Finding {
  readonly level: "ok" | "warning" | "problem";
  /** What is so, in a sentence. */
  readonly found: string;
  /** What to do about it; not for `ok`. */
  readonly advice?: string;
}

export const ok = (found: string): Finding => ({ level: "ok", found });
export const warning = (found: string, advice: string): Finding => ({ level: "warning", found, advice });
export const problem = (found: string, advice: string): Finding => ({ level: "problem", found, advice });

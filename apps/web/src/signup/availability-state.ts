import { subdomainProblem, subdomainProblemText } from "@nexus/domain/names/subdomain";

/** What the form says of a typed name. */
export type Availability =
  | { readonly kind: "empty" }
  | { readonly kind: "checking" }
  | { readonly kind: "free" }
  | { readonly kind: "refused"; readonly reason: string; readonly suggestions: readonly string[] }
  /** The check itself failed; the name is checked again when the form is sent. */
  | { readonly kind: "unknown" };

/** What the server said of a name: the name is part of the answer. */
export interface NameAnswer {
  readonly subdomain: string;
  readonly available: boolean;
  readonly reason: string | null;
  readonly suggestions: readonly string[];
}

/** Apps of the bench are known to the server alone. */
const RULES = { appNames: [] };

/** Shorter names are refused by rule, and nothing good can be suggested from two letters. */
export function isWorthAsking(name: string): boolean {
  return name.length >= 3 && name.length <= 63;
}

/**
 * What to show for the name in the box. An answer for any other name is stale and counts for nothing;
 * the rules of names answer at once, without the server.
 */
export function availabilityOf(name: string, answer: NameAnswer | undefined, failed: boolean): Availability {
  if (name === "") return { kind: "empty" };
  const current = answer?.subdomain === name ? answer : undefined;
  const problem = subdomainProblem(name, RULES);
  if (problem !== null) return { kind: "refused", reason: subdomainProblemText[problem], suggestions: current?.suggestions ?? [] };
  if (current?.available === true) return { kind: "free" };
  if (current !== undefined) return { kind: "refused", reason: current.reason ?? subdomainProblemText.reserved, suggestions: current.suggestions };
  return { kind: failed ? "unknown" : "checking" };
}

/** What a person types as a name, made lower-case and with hyphens for spaces; every other character stays to be named. */
export function typedName(text: string): string {
  return text.toLowerCase().replace(/\s+/g, "-");
}

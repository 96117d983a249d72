import { startInput } from "@nexus/api/signup/schema";
import type { Failure } from "../trpc/failure.ts";

/** What a visitor types. `subdomain` is `null` until they touch it. */
export interface SignupValues {
  readonly organization: string;
  readonly subdomain: string | null;
  readonly fullName: string;
  readonly email: string;
  readonly password: string;
}

export const FIELDS = ["organization", "subdomain", "fullName", "email", "password"] as const;
export type FieldName = (typeof FIELDS)[number];
export type FieldErrors = Partial<Record<FieldName, string>>;

/** The form's own check, by the schema that the server uses: the first complaint for each field. */
export function complaints(values: SignupValues, name: string): FieldErrors {
  const parsed = startInput.safeParse({ ...values, subdomain: name });
  const errors: FieldErrors = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = FIELDS.find((known) => known === issue.path[0]);
    if (field !== undefined) errors[field] ??= issue.message;
  }
  if (name === "") errors.subdomain = "Choose a name for your workspace.";
  return errors;
}

/** What the server complains of, by field; empty when the failure is nobody's field. */
export function serverComplaints(failure: Failure): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of FIELDS) {
    const text = failure.fields[field]?.[0] ?? (failure.field === field ? failure.message : undefined);
    if (text !== undefined) errors[field] = text;
  }
  return errors;
}

"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { type SyntheticEvent, useState } from "react";
import type { SitesPlace } from "../product/site-address.ts";
import { trpc, type Outputs } from "../trpc/client.ts";
import { failureOf } from "../trpc/failure.ts";
import { useOnceKey } from "../trpc/use-once-key.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Field, Input } from "../ui/field.tsx";
import { PasswordField } from "./password-field.tsx";
import { complaints, type FieldErrors, FIELDS, serverComplaints, type SignupValues } from "./signup-values.ts";
import { usePasswordStrength } from "./use-password-strength.ts";
import { useTypedEarly } from "./use-typed-early.ts";
import type { useWorkspaceName } from "./use-workspace-name.ts";
import { WorkspaceNameField } from "./workspace-name-field.tsx";

interface SignupFormProps {
  readonly values: SignupValues;
  readonly workspace: ReturnType<typeof useWorkspaceName>;
  readonly sites: SitesPlace;
  readonly onChange: (values: SignupValues) => void;
  readonly onStarted: (signup: Outputs["signup"]["start"]) => void;
}

/** The signup's one page of questions. What was typed stays, whatever goes wrong. */
export function SignupForm({ values, workspace, sites, onChange, onStarted }: SignupFormProps) {
  const [errors, setErrors] = useState<FieldErrors>({});
  const { strength, load } = usePasswordStrength(values.password, [values.fullName, values.email, values.organization, workspace.name]);
  const form = useTypedEarly(values, workspace.name, onChange);
  const withKey = useOnceKey();
  const start = trpc.signup.start.useMutation({ onSuccess: onStarted, onError: (error) => blame(serverComplaints(failureOf(error))) });
  const failure = start.error === null ? null : failureOf(start.error);
  const elsewhere = failure !== null && Object.keys(serverComplaints(failure)).length === 0 ? failure : null;

  function blame(found: FieldErrors): boolean {
    setErrors(found);
    const first = FIELDS.find((field) => found[field] !== undefined);
    if (first !== undefined) document.getElementById(first)?.focus();
    return first !== undefined;
  }

  function change(part: Partial<SignupValues>) {
    const rest = Object.entries(errors).filter(([field]) => !(field in part) && !("organization" in part && field === "subdomain"));
    setErrors(Object.fromEntries(rest));
    onChange({ ...values, ...part });
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    const found = complaints(values, workspace.name);
    if (workspace.availability.kind === "refused") found.subdomain = workspace.availability.reason;
    if (found.password === undefined && strength !== null && strength.score < 2) found.password = weakText(strength.advice);
    if (blame(found)) return;
    start.mutate(withKey({ ...values, subdomain: workspace.name }));
  }

  return (
    // `post`, so that a click before the page is alive puts no password into an address.
    <form ref={form} method="post" onSubmit={submit} noValidate className="grid gap-3.5">
      <TextField field="organization" label="Organization" autoComplete="organization" maxLength={100} placeholder="Acme Inc." {...{ values, errors, change }} />
      <WorkspaceNameField name={workspace.name} availability={workspace.availability} error={errors.subdomain} sites={sites} onChange={(subdomain) => change({ subdomain })} />
      <TextField field="fullName" label="Full name" autoComplete="name" maxLength={140} placeholder="Ada Lovelace" {...{ values, errors, change }} />
      <TextField field="email" label="Email address" type="email" inputMode="email" autoComplete="email" maxLength={254} placeholder="ada@example.com" {...{ values, errors, change }} />
      <PasswordField value={values.password} strength={strength} error={errors.password} onFocus={load} onChange={(password) => change({ password })} />
      {elsewhere !== null && <FailureNotice failure={elsewhere} />}
      <Button type="submit" size="large" busy={start.isPending} className="w-full text-[15px]">Continue <ArrowRight aria-hidden /></Button>
      <p className="text-center text-sm text-ink-3">Have a workspace already? <Link href="/login" className="font-medium text-accent-text hover:underline">Sign in</Link></p>
    </form>
  );
}

const HINTS = {
  organization: "As your customers know it.",
  fullName: "You are the workspace's first member.",
  email: "We send a code there to confirm that it is yours.",
} as const;

interface TextFieldProps extends Omit<React.ComponentProps<"input">, "onChange" | "value"> {
  readonly field: "organization" | "fullName" | "email";
  readonly label: string;
  readonly values: SignupValues;
  readonly errors: FieldErrors;
  readonly change: (part: Partial<SignupValues>) => void;
}

function TextField({ field, label, values, errors, change, ...input }: TextFieldProps) {
  return (
    <Field id={field} label={label} error={errors[field]} hint={HINTS[field]}>
      <Input id={field} name={field} value={values[field]} onChange={(event) => change({ [field]: event.target.value })} invalid={errors[field] !== undefined} {...input} />
    </Field>
  );
}

function weakText(advice: readonly string[]): string {
  return advice[0] === undefined ? "This password is too easy to guess. Make it longer." : `This password is too easy to guess. ${advice[0]}`;
}

"use client";

import Form from "next/form";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode, SyntheticEvent } from "react";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/class-names.ts";

const BOX = "h-9 w-full min-w-0 rounded-lg border border-edge/70 bg-surface px-3 text-base text-ink placeholder:text-ink-3 sm:text-[13px]";

interface FilterFormProps {
  readonly action: string;
  /** Whether there is something to clear. */
  readonly filtered: boolean;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Filters that live in the URL: a plain GET form, so that a filtered page can be sent to somebody. */
export function FilterForm({ action, filtered, children, className }: FilterFormProps) {
  const router = useRouter();

  /** Without a script the browser sends empty filters, too; they only make the address long. */
  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = [...new FormData(event.currentTarget)].flatMap(([name, value]) => (typeof value === "string" && value.trim() !== "" ? [[name, value.trim()]] : []));
    router.push(given.length === 0 ? action : `${action}?${new URLSearchParams(given)}`, { scroll: false });
  }

  return (
    <Form action={action} scroll={false} onSubmit={submit} className={cn("grid grid-cols-2 items-end gap-3", className)}>
      {children}
      <div className="flex items-center gap-2">
        <Button type="submit" variant="secondary" size="small" className="h-9">Filter</Button>
        {filtered && <Button asChild variant="quiet" size="small" className="h-9"><Link href={action}>Clear</Link></Button>}
      </div>
    </Form>
  );
}

/** One text filter. */
export function TextFilter({ name, label, value, placeholder, className }: { name: string; label: string; value: string | undefined; placeholder?: string; className?: string }) {
  return (
    <label className={cn("grid gap-1 text-xs font-medium text-ink-3", className)}>
      {label}
      <input name={name} defaultValue={value} placeholder={placeholder} autoComplete="off" autoCapitalize="none" spellCheck={false} className={cn(BOX, "font-normal")} />
    </label>
  );
}

/** One filter of a closed list. */
export function ChoiceFilter({ name, label, value, choices }: { name: string; label: string; value: string | undefined; choices: readonly { value: string; label: string }[] }) {
  return (
    <label className="grid gap-1 text-xs font-medium text-ink-3">
      {label}
      <select name={name} defaultValue={value ?? ""} onChange={(event) => event.currentTarget.form?.requestSubmit()} className={cn(BOX, "font-normal")}>
        <option value="">All</option>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
    </label>
  );
}

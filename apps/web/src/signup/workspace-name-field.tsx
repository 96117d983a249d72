"use client";

import { Check, CircleAlert, LoaderCircle } from "lucide-react";
import type { SitesPlace } from "../product/site-address.ts";
import { Address } from "../ui/address.tsx";
import { cn } from "../ui/class-names.ts";
import { Input } from "../ui/field.tsx";
import { type Availability, typedName } from "./availability-state.ts";

interface WorkspaceNameFieldProps {
  readonly name: string;
  readonly availability: Availability;
  readonly error: string | undefined;
  readonly sites: SitesPlace;
  readonly onChange: (name: string) => void;
}

/** The name of a workspace, with what is known of it; its two lines below are always there, so that nothing jumps. */
export function WorkspaceNameField({ name, availability, error, sites, onChange }: WorkspaceNameFieldProps) {
  const suggestions = availability.kind === "refused" ? availability.suggestions : [];
  return (
    <div>
      <label htmlFor="subdomain" className="mb-1.5 block text-sm font-medium">Workspace name</label>
      <Input
        id="subdomain"
        name="subdomain"
        value={name}
        onChange={(event) => onChange(typedName(event.target.value))}
        maxLength={63}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        placeholder="acme"
        invalid={availability.kind === "refused" || error !== undefined}
        className="font-mono text-base sm:text-sm"
        trailing={<Sign kind={availability.kind} />}
      />
      <p id="subdomain-note" aria-live="polite" className={cn("mt-1.5 min-h-5 text-[13px] leading-5", tone(availability, error))}>
        {sentence(availability, error)}
      </p>
      <div className="mt-1 flex h-9 items-center overflow-x-auto overflow-y-hidden [scrollbar-width:none]">
        {suggestions.length > 0 ? <Suggestions names={suggestions} onChoose={onChange} /> : (
          <p className="font-mono text-xs leading-4 [overflow-wrap:anywhere] text-ink-3"><Address name={name === "" ? "your-name" : name} sites={sites} strong={name !== ""} /></p>
        )}
      </div>
    </div>
  );
}

function Suggestions({ names, onChoose }: { names: readonly string[]; onChoose: (name: string) => void }) {
  return (
    <ul aria-label="Free names" className="flex gap-1.5">
      {names.map((name) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => onChoose(name)}
            className="h-7 rounded-full border border-line bg-raised px-3 font-mono text-xs whitespace-nowrap text-ink-2 hover:border-accent-text hover:text-accent-text focus-visible:-outline-offset-2"
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Sign({ kind }: { kind: Availability["kind"] }) {
  const place = "mr-2 size-4";
  switch (kind) {
    case "free": return <Check aria-hidden className={cn(place, "text-good")} strokeWidth={2.5} />;
    case "refused": return <CircleAlert aria-hidden className={cn(place, "text-bad")} />;
    case "checking": return <LoaderCircle aria-hidden className={cn(place, "animate-spin text-ink-3")} />;
    case "empty":
    case "unknown": return null;
  }
}

function sentence(availability: Availability, error: string | undefined): string {
  switch (availability.kind) {
    case "empty": return error ?? "Where your team will sign in.";
    case "checking": return "Checking…";
    case "free": return error ?? "This name is free.";
    case "refused": return availability.reason;
    case "unknown": return error ?? "We cannot check this name right now. It is checked again when you go on.";
  }
}

function tone(availability: Availability, error: string | undefined): string {
  if (availability.kind === "refused" || (error !== undefined && availability.kind !== "checking")) return "text-bad";
  return availability.kind === "free" ? "text-good" : "text-ink-3";
}

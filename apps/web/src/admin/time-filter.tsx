"use client";

import { useState } from "react";
import { useAlive } from "../time/use-alive.ts";

/** A time in the reader's zone on screen, in UTC in the URL. */
export function TimeFilter({ name, label, value }: { name: string; label: string; value: Date | undefined }) {
  const alive = useAlive();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? (alive && value !== undefined ? localInput(value) : "");
  const at = chosen === null ? value : new Date(chosen);
  const iso = at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  return (
    <label className="col-span-2 grid gap-1 text-xs font-medium text-ink-3 sm:col-span-1">
      {label}
      {iso !== undefined && <input type="hidden" name={name} value={iso} />}
      <input
        type="datetime-local"
        step={1}
        value={shown}
        onChange={(event) => setChosen(event.target.value)}
        className="h-9 w-full min-w-0 rounded-lg border border-edge/70 bg-surface px-3 text-base font-normal text-ink sm:text-[13px]"
      />
    </label>
  );
}

/** What `datetime-local` wants: the zone's own wall clock, without the zone. */
function localInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

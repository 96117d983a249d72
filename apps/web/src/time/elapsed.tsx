"use client";

import { useNow } from "./clock.tsx";
import { durationText } from "./duration.ts";

/** The time from `from` to `to`; ticks while there is no end yet. */
export function Elapsed({ from, to }: { from: Date | null; to: Date | null }) {
  const now = useNow();
  if (from === null) return null;
  if (to !== null) return <>{durationText(to.getTime() - from.getTime(), { tenths: true })}</>;
  return <>{durationText(now - from.getTime())}</>;
}

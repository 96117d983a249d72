"use client";

import { useAlive } from "./use-alive.ts";

const FORMATS = {
  moment: { month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minute: { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { year: "numeric", month: "short", day: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A time in the reader's own zone; until the page is alive, in UTC, and as wide. */
export function LocalTime({ at, format = "moment" }: { at: Date; format?: keyof typeof FORMATS }) {
  const zone = useAlive() ? {} : { timeZone: "UTC" };
  const iso = at.toISOString();
  return <time dateTime={iso} title={iso} className="whitespace-nowrap tabular-nums">{new Intl.DateTimeFormat("en-GB", { ...FORMATS[format], ...zone }).format(at)}</time>;
}

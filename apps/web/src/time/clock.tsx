"use client";

import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from "react";

/** How often what depends on the time is drawn again, in milliseconds. */
const TICK_MS = 500;

const SkewContext = createContext(0);

/**
 * Tells the pages the server's time: a visitor's clock may be minutes off, and elapsed times and
 * countdowns are measured from times that the server gave.
 */
export function ServerClock({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  const [skew] = useState(() => (typeof window === "undefined" ? 0 : serverNow - Date.now()));
  return <SkewContext value={skew}>{children}</SkewContext>;
}

/** The server's time in milliseconds, drawn again twice a second; `null` until the page is alive. */
export function useNow(): number | null {
  const skew = useContext(SkewContext);
  const now = useSyncExternalStore(subscribe, () => ticked, () => null);
  return now === null ? null : now + skew;
}

let ticked = typeof window === "undefined" ? 0 : Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  ticked = Date.now();
  for (const listener of listeners) listener();
}

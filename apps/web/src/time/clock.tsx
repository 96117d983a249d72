"use client";

import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from "react";

/** How often what depends on the time is drawn again, in milliseconds. */
const TICK_MS = 500;

/** The server's time when the page was made, and how far the visitor's clock is off, in milliseconds. */
const ServerTime = createContext({ first: 0, skew: 0 });

/**
 * Tells the pages the server's time: a visitor's clock may be minutes off, and elapsed times and
 * countdowns are measured from times that the server gave.
 */
export function ServerClock({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  const [time] = useState(() => ({ first: serverNow, skew: typeof window === "undefined" ? 0 : serverNow - Date.now() }));
  return <ServerTime value={time}>{children}</ServerTime>;
}

/** The server's time in milliseconds, drawn again twice a second; on the server, when the page was made. */
export function useNow(): number {
  const { first, skew } = useContext(ServerTime);
  return useSyncExternalStore(subscribe, () => ticked + skew, () => first);
}

let ticked = typeof window === "undefined" ? 0 : Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Nobody may have looked for a long time; React reads again right after this.
  ticked = Date.now();
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

"use client";

import { useEffect, useRef } from "react";
import { trpc } from "../trpc/client.ts";

/** Shortest time between two readings, in milliseconds: a run writes several events a second. */
const PAUSE_MS = 1_000;

/** Calls `onChange` when the audit log grew, at most once a second; every change of a run or tenant is an event there. */
export function useAuditPulse(onChange: () => void): { live: boolean } {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const { status } = trpc.audit.watch.useSubscription({}, {
    onData: () => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        latest.current();
      }, PAUSE_MS);
    },
  });
  return { live: status === "pending" };
}

"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** `false` on the server and in the first frame, `true` from then on: for what only the browser knows. */
export function useAlive(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}

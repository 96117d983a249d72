"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** How often the page looks for new mail, in milliseconds. */
const EVERY_MS = 1_500;

/** Reads the page again while somebody looks at it. */
export function Refresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}

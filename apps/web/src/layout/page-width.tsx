import type { ReactNode } from "react";
import { cn } from "../ui/class-names.ts";

/** The one measure that every page's content keeps to. */
export function PageWidth({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("mx-auto w-full max-w-6xl px-4 sm:px-6", className)}>{children}</div>;
}

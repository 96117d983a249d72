import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

/**
 * What can be done with a thing, the most wanted first: on a narrow screen that one takes the whole width and the
 * others stand below it on one edge; on a wide one it stands last, at the right.
 */
export function ActionRow({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("flex flex-col gap-2 max-sm:[&>:not(:first-child)]:-ml-4 max-sm:[&>:not(:first-child)]:justify-start sm:flex-row-reverse sm:items-center sm:gap-x-3", className)}>{children}</div>;
}

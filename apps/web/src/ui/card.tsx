import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

/** A quiet surface that groups what belongs together. */
export function Card({ className, ...rest }: ComponentProps<"div">) {
  return <div className={cn("rounded-2xl border bg-surface shadow-card", className)} {...rest} />;
}

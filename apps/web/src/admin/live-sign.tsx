import { cn } from "../ui/class-names.ts";

/** Whether the page hears changes at the moment. */
export function LiveSign({ live }: { live: boolean }) {
  return (
    <span className="inline-flex w-28 items-center gap-2 text-[13px] text-ink-3">
      <i aria-hidden className={cn("size-2 rounded-full", live ? "animate-breathe bg-good" : "bg-edge")} />
      {live ? "Live" : "Connecting…"}
    </span>
  );
}

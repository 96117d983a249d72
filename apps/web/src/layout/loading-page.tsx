import { LoaderCircle } from "lucide-react";

/** Shown while a page's data is read; appears late, so that fast pages do not blink. */
export function LoadingPage() {
  return (
    <div role="status" className="grid place-items-center py-32 opacity-0 [animation:appear_0.3s_0.25s_forwards_reverse] text-ink-3">
      <LoaderCircle aria-hidden className="size-6 animate-spin" />
      <span className="sr-only">Loading…</span>
    </div>
  );
}

import type { ReactNode } from "react";
import { durationText } from "../time/duration.ts";
import { type Failure, secondsToWait } from "../trpc/failure.ts";
import { Notice } from "./notice.tsx";

/** A failure in the server's words, with the request's id where somebody may ask for it. */
export function FailureNotice({ failure, children }: { failure: Failure; children?: ReactNode }) {
  const ours = failure.code === "INTERNAL" || failure.code === "SERVICE_UNAVAILABLE";
  const wait = secondsToWait(failure);
  return (
    <Notice tone="bad" urgent>
      <p>{failure.message}{wait !== null && ` It works again in ${durationText(wait * 1000)}.`}</p>
      {ours && failure.requestId !== null && <p className="mt-1 font-mono text-xs break-all text-ink-3">Request {failure.requestId}</p>}
      {children}
    </Notice>
  );
}

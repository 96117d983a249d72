import type { ReactNode } from "react";
import type { Failure } from "../trpc/failure.ts";
import { Notice } from "./notice.tsx";

/** A failure in the server's words, with the request's id where somebody may ask for it. */
export function FailureNotice({ failure, children }: { failure: Failure; children?: ReactNode }) {
  const ours = failure.code === "INTERNAL" || failure.code === "SERVICE_UNAVAILABLE";
  return (
    <Notice tone="bad" urgent>
      <p>{failure.message}</p>
      {ours && failure.requestId !== null && <p className="mt-1 font-mono text-xs break-all text-ink-3">Request {failure.requestId}</p>}
      {children}
    </Notice>
  );
}

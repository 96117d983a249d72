"use client";

import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/failure-notice.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Finish } from "./use-finish.ts";

/** What a visitor sees between the right code and the run's page. */
export function FinishStep({ state, onStartAgain }: { state: Exclude<Finish, { kind: "idle" }>; onStartAgain: (signupId: string) => void }) {
  if (state.kind === "no_session") {
    return (
      <Notice tone="warn" title="Your address is confirmed" urgent>
        <p>We could not sign you in by ourselves. Sign in with your address and password, and it goes on from there.</p>
        <Button asChild className="mt-4"><Link href="/login">Sign in</Link></Button>
      </Notice>
    );
  }
  if (state.kind === "not_started") {
    return (
      <FailureNotice failure={state.failure}>
        <p className="mt-1">Your address is confirmed and your name is kept.</p>
        <Button className="mt-4" onClick={() => onStartAgain(state.signupId)}>Try again</Button>
      </FailureNotice>
    );
  }
  return (
    <div role="status" className="grid justify-items-center gap-4 py-24 text-center">
      <LoaderCircle aria-hidden className="size-7 animate-spin text-accent-text" />
      <p className="text-[15px] text-ink-2">Your address is confirmed. Starting the build…</p>
    </div>
  );
}

"use client";

import { ERROR_TEXT } from "@nexus/domain/errors/codes";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { BlankPage } from "../layout/blank-page.tsx";
import { Button } from "../ui/button.tsx";

/** A page's data could not be had. What went wrong is in the log; the digest says which kind it was. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter();
  const unavailable = error.digest === "SERVICE_UNAVAILABLE";
  function tryAgain() {
    startTransition(() => {
      router.refresh();
      reset();
    });
  }
  return (
    <BlankPage title={unavailable ? "We will be right back" : "This did not work"}>
      <p>{unavailable ? ERROR_TEXT.SERVICE_UNAVAILABLE : ERROR_TEXT.INTERNAL}</p>
      {!unavailable && error.digest !== undefined && <p className="mt-2 font-mono text-xs text-ink-3">Reference {error.digest}</p>}
      <Button className="mt-6" onClick={tryAgain}>Try again</Button>
    </BlankPage>
  );
}

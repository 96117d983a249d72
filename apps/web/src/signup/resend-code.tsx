"use client";

import { toast } from "sonner";
import { useNow } from "../time/clock.tsx";
import { countdownText, secondsUntil } from "../time/duration.ts";
import { trpc, type Outputs } from "../trpc/client.ts";
import { failureOf, secondsToWait } from "../trpc/failure.ts";
import { Button } from "../ui/button.tsx";
import { showFailure } from "../ui/show-failure.ts";

interface ResendCodeProps {
  readonly signup: Pick<Outputs["signup"]["resend"], "signupId" | "codeSentAt" | "resendAfter">;
  /** It is the page's main button. */
  readonly main: boolean;
  readonly onResent: (times: Outputs["signup"]["resend"]) => void;
  /** The server asks to wait longer than was thought. */
  readonly onMustWait: (until: Date) => void;
}

/** Asks for another code, when one may be asked for. */
export function ResendCode({ signup: { signupId, codeSentAt, resendAfter }, main, onResent, onMustWait }: ResendCodeProps) {
  // The clock may be some seconds behind.
  const now = Math.max(useNow(), codeSentAt.getTime());
  const resend = trpc.signup.resend.useMutation({
    onSuccess: (times) => {
      onResent(times);
      toast.success("A new code is on its way. The one before is void.");
    },
    onError: (error) => {
      const wait = secondsToWait(failureOf(error));
      if (wait !== null) onMustWait(new Date(now + wait * 1000));
      showFailure(error);
    },
  });
  const seconds = secondsUntil(resendAfter, now);
  if (main) {
    return (
      <Button size="large" className="w-full text-[15px] tabular-nums" busy={resend.isPending} disabled={seconds > 0} onClick={() => resend.mutate({ signupId })}>
        {seconds > 0 ? `Send another in ${countdownText(seconds)}` : "Send another"}
      </Button>
    );
  }
  if (seconds > 0) return <span className="text-ink-3 tabular-nums">Send another in {countdownText(seconds)}</span>;
  return <Button variant="link" busy={resend.isPending} onClick={() => resend.mutate({ signupId })}>Send another code</Button>;
}

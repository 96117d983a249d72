"use client";

import { ArrowLeft } from "lucide-react";
import { useRef, useState } from "react";
import { trpc, type Outputs } from "../trpc/client.ts";
import { type Failure, failureOf } from "../trpc/failure.ts";
import { useNow } from "../time/clock.tsx";
import { countdownText, secondsUntil } from "../time/duration.ts";
import { Breakable } from "../ui/breakable.tsx";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/class-names.ts";
import { CodeInput } from "./code-input.tsx";
import { ResendCode } from "./resend-code.tsx";

/** What a signup that waits for its code needs on screen. */
export interface PendingSignup {
  readonly signupId: string;
  readonly email: string;
  readonly codeSentAt: Date;
  readonly codeExpiresAt: Date;
  /** No try at the code is left. */
  readonly codeUsedUp: boolean;
  readonly resendAfter: Date;
}

interface CodeStepProps {
  readonly signup: PendingSignup;
  readonly onTimes: (times: Partial<PendingSignup>) => void;
  readonly onVerified: (verified: Outputs["signup"]["verify"]) => void;
  /** The signup is over (too late, or used elsewhere): the flow says what to do next. */
  readonly onClosed: (failure: Failure) => void;
  readonly onChangeAddress: () => void;
}

const CLOSING = new Set<Failure["code"]>(["SIGNUP_EXPIRED", "CODE_USED", "NOT_FOUND"]);

/** Proves the address by the code that was mailed to it. */
export function CodeStep({ signup, onTimes, onVerified, onClosed, onChangeAddress }: CodeStepProps) {
  const [code, setCode] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const verify = trpc.signup.verify.useMutation({
    onSuccess: onVerified,
    onError: (error) => {
      const failure = failureOf(error);
      if (CLOSING.has(failure.code)) return onClosed(failure);
      if (failure.code === "CODE_TRIES_EXCEEDED") onTimes({ codeUsedUp: true });
      if (failure.field === "code" || failure.code === "INVALID_INPUT") setCode("");
      input.current?.focus();
    },
  });
  const failure = verify.error === null || verify.isPending || code !== "" ? null : failureOf(verify.error);
  const usedUp = signup.codeUsedUp;
  const resent = (times: Partial<PendingSignup>) => {
    verify.reset();
    setCode("");
    onTimes(times);
  };
  const resend = <ResendCode signup={signup} main={usedUp} onResent={resent} onMustWait={(resendAfter) => onTimes({ resendAfter })} />;
  const submit = (digits: string) => verify.mutate({ signupId: signup.signupId, code: digits });

  return (
    <div className="grid gap-6">
      <Asked email={signup.email} />
      <div>
        <label htmlFor="code" className="mb-2 block text-sm font-medium">Code from the mail</label>
        <CodeInput key={usedUp ? "used up" : "open"} value={code} invalid={failure !== null || usedUp} disabled={verify.isPending} usedUp={usedUp} inputRef={input} onChange={setCode} onComplete={submit} />
        <CodeNote signup={signup} checking={verify.isPending} failure={failure} />
      </div>
      {usedUp ? resend : <Button size="large" className="w-full text-[15px]" busy={verify.isPending} disabled={code.length < 6} onClick={() => submit(code)}>Confirm the address</Button>}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm">
        <button type="button" onClick={onChangeAddress} className="inline-flex items-center gap-1.5 rounded text-ink-2 hover:text-ink">
          <ArrowLeft aria-hidden className="size-4" /> Change the address
        </button>
        {!usedUp && resend}
      </div>
    </div>
  );
}

function Asked({ email }: { email: string }) {
  return (
    <div>
      <h1 className="text-2xl font-semibold tracking-tight">Check your mail</h1>
      <p className="mt-2 text-[15px] leading-6 text-ink-2">
        We sent a code of six digits to <strong className="font-medium text-ink"><Breakable text={email} /></strong>. Nothing is created before you type it.
      </p>
    </div>
  );
}

/** What the code is good for, or why it was not taken. */
function CodeNote({ signup, checking, failure }: { signup: PendingSignup; checking: boolean; failure: Failure | null }) {
  const calm = failure === null && !signup.codeUsedUp;
  return (
    <p id="code-note" aria-live="assertive" className={cn("mt-2 min-h-10 text-[13px] leading-5", calm ? "text-ink-3" : "text-bad")}>
      {signup.codeUsedUp ? "Too many wrong codes. Ask for a new one."
        : checking ? "Checking the code…"
        : failure === null ? <CodeTime from={signup.codeSentAt} until={signup.codeExpiresAt} /> : failureText(failure)}
    </p>
  );
}

function CodeTime({ from, until }: { from: Date; until: Date }) {
  // The clock may be some seconds behind; a code is never good for longer than it was at first.
  const now = Math.max(useNow(), from.getTime());
  const seconds = secondsUntil(until, now);
  if (seconds === 0) return <>The code is too old by now. Ask for another; what you typed so far is kept.</>;
  return <>It may take a minute to arrive. Good for another <span className="tabular-nums">{countdownText(seconds)}</span>.</>;
}

function failureText(failure: Failure): string {
  const left = failure.details.triesLeft;
  if (failure.code !== "CODE_WRONG" || typeof left !== "number") return failure.message;
  return `${failure.message} ${left === 1 ? "One more try." : `${left} more tries.`}`;
}

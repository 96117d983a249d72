"use client";

import { signIn } from "next-auth/react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type SyntheticEvent, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { signInTrouble } from "./sign-in-trouble.ts";

/** Address and password. The fields are the browser's own, so that a password manager may fill them. */
export function LoginForm({ next }: { next: string | null }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setTrouble(null);
    const form = new FormData(event.currentTarget);
    const answer = await signIn("password", { email: form.get("email"), password: form.get("password"), redirect: false }).catch(() => undefined);
    if (answer?.ok === true) {
      // The page decides anew where this person belongs, now that there is a session.
      router.replace(next ?? "/login");
      return router.refresh();
    }
    setBusy(false);
    setTrouble(signInTrouble(answer?.error));
    password.current?.select();
  }

  return (
    <div className="mx-auto w-full max-w-sm sm:pt-10">
      <h1 className="text-2xl font-semibold tracking-tight">Sign in</h1>
      <p className="mt-2 mb-7 text-[15px] leading-6 text-ink-2">Use the address and password that you signed up with here. The password of a workspace may be another.</p>
      {/* `post`, so that a click before the page is alive puts no password into an address. */}
      <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-5">
        <Field id="email" label="Email address"><Input id="email" name="email" type="email" autoComplete="username" required maxLength={254} autoFocus /></Field>
        <Field id="password" label="Password"><Input ref={password} id="password" name="password" type="password" autoComplete="current-password" required maxLength={1000} /></Field>
        {trouble !== null && <Notice tone="bad" urgent>{trouble}</Notice>}
        <Button type="submit" size="large" busy={busy} className="w-full text-[15px]">Sign in</Button>
      </form>
      <p className="mt-6 text-center text-sm leading-6 text-ink-3">Forgot your password? <Link href="/signup" className="font-medium text-accent-text hover:underline">Sign up again</Link> with your address: the code that we mail you lets you set a new one. It begins another workspace, too, which you may stop or delete.</p>
      <p className="mt-3 text-center text-sm text-ink-3">No workspace yet? <Link href="/signup" className="font-medium text-accent-text hover:underline">Create one</Link></p>
    </div>
  );
}

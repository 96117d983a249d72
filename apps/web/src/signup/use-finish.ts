"use client";

import { signIn } from "next-auth/react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { trpc, type Outputs } from "../trpc/client.ts";
import { type Failure, failureOf } from "../trpc/failure.ts";

export type Finish =
  | { readonly kind: "idle" }
  | { readonly kind: "working" }
  /** The address is proved, but its ticket gave no session. */
  | { readonly kind: "no_session" }
  | { readonly kind: "not_started"; readonly signupId: string; readonly failure: Failure };

/** What follows a proved address: a session by the ticket, the run, and its page. Called by the answer, not by an effect: a ticket works once. */
export function useFinish(): { state: Finish; finish: (verified: Outputs["signup"]["verify"]) => Promise<void>; startAgain: (signupId: string) => Promise<void> } {
  const router = useRouter();
  const [state, setState] = useState<Finish>({ kind: "idle" });
  const start = trpc.provisioning.start.useMutation();

  async function startAgain(signupId: string) {
    setState({ kind: "working" });
    try {
      const { runId } = await start.mutateAsync({ signupId, idempotencyKey: `signup-${signupId}` });
      router.push(`/runs/${runId}`);
    } catch (error) {
      setState({ kind: "not_started", signupId, failure: failureOf(error) });
    }
  }

  async function finish({ signupId, ticket }: Outputs["signup"]["verify"]) {
    setState({ kind: "working" });
    const answer = await signIn("ticket", { ticket, redirect: false }).catch(() => undefined);
    if (answer?.ok === true) await startAgain(signupId);
    else setState({ kind: "no_session" });
  }

  return { state, finish, startAgain };
}

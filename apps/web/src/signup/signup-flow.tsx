"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import type { Product } from "@nexus/domain/product/config";
import type { SitesPlace } from "../product/site-address.ts";
import type { Outputs } from "../trpc/client.ts";
import type { Failure } from "../trpc/failure.ts";
import { Notice } from "../ui/notice.tsx";
import { CodeStep, type PendingSignup } from "./code-step.tsx";
import { FinishStep } from "./finish-step.tsx";
import { SignupForm } from "./signup-form.tsx";
import type { SignupValues } from "./signup-values.ts";
import { useFinish } from "./use-finish.ts";
import { useWorkspaceName } from "./use-workspace-name.ts";
import { WorkspacePreview } from "./workspace-preview.tsx";

type Current = Outputs["signup"]["current"];

interface SignupFlowProps {
  /** This browser's signup, when it has one: a reload goes on where it was. */
  readonly current: Current | null;
  /** From the landing page. */
  readonly organization: string;
  readonly plan: Product["plan"];
  readonly sites: SitesPlace;
}

/** Form, code, and the start of the run; what was typed lives here, so that no step loses it. */
export function SignupFlow({ current, organization, plan, sites }: SignupFlowProps) {
  const [values, setValues] = useState<SignupValues>(() => firstValues(current, organization));
  const [pending, setPending] = useState<PendingSignup | null>(current?.state === "pending" ? current : null);
  const [closed, setClosed] = useState(() => closedBefore(current));
  const [signupId, setSignupId] = useState(current?.signupId);
  const workspace = useWorkspaceName({ organization: values.organization, typed: values.subdomain, signupId });
  const { state, finish, startAgain } = useFinish();

  function close(failure: Failure) {
    setPending(null);
    setClosed(failure.code);
  }

  function begin(signup: Outputs["signup"]["start"]) {
    setValues({ ...values, subdomain: workspace.name });
    setClosed(null);
    setSignupId(signup.signupId);
    setPending({ ...signup, email: values.email.trim() });
  }

  return (
    <Beside picture={<WorkspacePreview organization={values.organization} name={workspace.name} fullName={values.fullName} sites={sites} />}>
      {state.kind !== "idle" ? <FinishStep state={state} onStartAgain={(signupId) => void startAgain(signupId)} /> : pending !== null ? (
        <CodeStep
          signup={pending}
          onTimes={(times) => setPending({ ...pending, ...times })}
          onVerified={(verified) => void finish(verified)}
          onClosed={close}
          onChangeAddress={() => setPending(null)}
        />
      ) : (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">Create your workspace</h1>
          <p className="mt-2 mb-7 text-[15px] leading-6 text-ink-2">{plan.name} plan. {plan.note}</p>
          {closed !== null && <ClosedNotice code={closed} />}
          <SignupForm values={values} workspace={workspace} sites={sites} onChange={setValues} onStarted={begin} />
        </>
      )}
    </Beside>
  );
}

/** What a visitor does at the left, and at the right, where there is room, a picture of it. */
function Beside({ picture, children }: { picture: ReactNode; children: ReactNode }) {
  return (
    <div className="grid w-full items-start gap-16 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
      <div className="mx-auto w-full max-w-[26rem] lg:mx-0">{children}</div>
      <div className="sticky top-24 hidden justify-items-center pt-16 lg:grid">{picture}</div>
    </div>
  );
}

/** Why the signup that this browser began takes no code any more. */
function closedBefore(current: Current | null): Failure["code"] | null {
  if (current?.state === "expired") return "SIGNUP_EXPIRED";
  return current?.state === "verified" ? "CODE_USED" : null;
}

function ClosedNotice({ code }: { code: Failure["code"] }) {
  if (code === "CODE_USED") {
    return (
      <Notice tone="good" className="mb-6" urgent>
        This address is confirmed already. <Link href="/login" className="font-medium text-accent-text underline underline-offset-4">Sign in</Link> to go on.
      </Notice>
    );
  }
  return <Notice tone="warn" className="mb-6" urgent>That signup took too long and its name was set free. What you typed is still here; send it again for a new code.</Notice>;
}

function firstValues(current: Current | null, organization: string): SignupValues {
  return {
    organization: current?.organization ?? organization,
    subdomain: current?.subdomain ?? null,
    fullName: current?.fullName ?? "",
    email: current?.email ?? "",
    password: "",
  };
}

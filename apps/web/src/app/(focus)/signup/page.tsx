import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { readSession } from "../../../auth/session.ts";
import { readProduct } from "../../../product/read-product.ts";
import { sitesPlace } from "../../../product/sites-place.ts";
import { readCurrentSignup } from "../../../signup/read-current-signup.ts";
import { SIGNUP_COOKIE } from "../../../signup/signup-cookie.ts";
import { SignupFlow } from "../../../signup/signup-flow.tsx";

export const metadata: Metadata = { title: "Create your workspace" };

/** The signup, where this browser left it. */
export default async function SignupPage({ searchParams }: PageProps<"/signup">) {
  const { organization } = await searchParams;
  const current = await readCurrentSignup((await cookies()).get(SIGNUP_COOKIE)?.value);
  if (current?.state === "verified" && (await readSession())?.role === "member") redirect("/dashboard");
  return (
    <SignupFlow
      current={current?.state === "consumed" ? null : current}
      organization={typeof organization === "string" ? organization.slice(0, 100) : ""}
      plan={readProduct().plan}
      sites={sitesPlace()}
    />
  );
}

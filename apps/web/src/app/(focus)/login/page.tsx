import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { isStaff, readSession } from "../../../auth/session.ts";
import { nextPage } from "../../../auth/next-page.ts";
import { LoginForm } from "../../../login/login-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

/** Owners and admins sign in at the same place. */
export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next } = await searchParams;
  const wanted = nextPage(typeof next === "string" ? next : null);
  const session = await readSession();
  if (session !== null) redirect(wanted ?? (isStaff(session) ? "/admin" : "/dashboard"));
  return <LoginForm next={wanted} />;
}

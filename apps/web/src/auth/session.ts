import "server-only";
import { passwordMark } from "@nexus/api/accounts/password-mark";
import type { Session } from "@nexus/api/context";
import { getServerSession } from "next-auth";
import { redirect } from "next/navigation";
import { cache } from "react";
import { apiServices } from "../trpc/services.ts";
import { authOptions } from "./options.ts";

/**
 * Who is signed in, by the session's cookie; nobody whose password was changed since. Read once per
 * request, and here rather than by next-auth, which would sign people out while the database is away.
 */
export const readSession = cache(async (): Promise<Session | null> => {
  const { nexus, passwordMark: mark } = (await getServerSession(authOptions())) ?? {};
  if (nexus === undefined || typeof mark !== "string") return null;
  return (await passwordMark(apiServices(), nexus)) === mark ? nexus : null;
});

/** Who is signed in; a visitor is led to the sign-in page and back to `path`. */
export async function requireSession(path: string): Promise<Session> {
  return (await readSession()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}

/** Whether a session may see the operator's pages. Procedures check it again. */
export function isStaff(session: Session | null): boolean {
  return session !== null && session.role !== "member";
}

import "server-only";
import type { Session } from "@nexus/api/context";
import { getServerSession } from "next-auth";
import { redirect } from "next/navigation";
import { cache } from "react";
import { authOptions } from "./options.ts";

/** Who is signed in, by the session's cookie; read once per request. */
export const readSession = cache(async (): Promise<Session | null> => (await getServerSession(authOptions()))?.nexus ?? null);

/** Who is signed in; a visitor is led to the sign-in page and back to `path`. */
export async function requireSession(path: string): Promise<Session> {
  return (await readSession()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}

/** Whether a session may see the operator's pages. Procedures check it again. */
export function isStaff(session: Session | null): boolean {
  return session !== null && session.role !== "member";
}

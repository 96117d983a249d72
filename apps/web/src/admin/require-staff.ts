import "server-only";
import type { Session } from "@nexus/api/context";
import { notFound } from "next/navigation";
import { isStaff, requireSession } from "../auth/session.ts";

/** The operator or admin who asks; for everybody else these pages do not exist. */
export async function requireStaff(path: string): Promise<Session> {
  const session = await requireSession(path);
  return isStaff(session) ? session : notFound();
}

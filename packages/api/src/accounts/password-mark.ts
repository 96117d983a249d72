import { createHmac } from "node:crypto";
import type { ApiServices, Session } from "../context.ts";

type Asking = Pick<ApiServices, "prisma" | "config" | "sealingKey">;

/**
 * A mark of the password that a session's person has now; another password has another mark, so that a
 * session which keeps the mark of its sign-in ends with the password. `null` for somebody who is gone, staff
 * whose address is no longer configured among them.
 */
export async function passwordMark({ prisma, config, sealingKey }: Asking, session: Session): Promise<string | null> {
  if (session.role !== "member") {
    const { emails, password } = config.staff[session.role];
    return emails.includes(session.email) ? markOf(sealingKey, password) : null;
  }
  const user = await prisma.user.findUnique({ where: { id: session.userId }, select: { passwordHash: true } });
  return user === null ? null : markOf(sealingKey, user.passwordHash ?? "");
}

/** 128 bits; keyed, so that nobody can try passwords with it. */
function markOf(sealingKey: Buffer, secret: string): string {
  return createHmac("sha256", sealingKey).update(JSON.stringify(["password-mark-v1", secret])).digest("base64url").slice(0, 22);
}

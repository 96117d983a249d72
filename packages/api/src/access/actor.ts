import type { Actor } from "@nexus/domain/audit/actions";
import type { ApiContext, Session } from "../context.ts";

/** Who makes this request, as the audit log names them. */
export function actorOf({ session, ip, requestId }: Pick<ApiContext, "session" | "ip" | "requestId">): Actor {
  if (session === null) return { kind: "visitor", id: "visitor", ip, requestId };
  if (session.role === "member") return { kind: "owner", id: session.userId, ip, requestId };
  return { kind: session.role, id: session.email, ip, requestId };
}

/** The user behind a session; `null` for visitors, and for staff, who have no account of their own. */
export function memberId(session: Session | null): string | null {
  return session?.role === "member" ? session.userId : null;
}

/** The visitor of a signup: its id is all that is known of them. */
export function visitorOf(ctx: Pick<ApiContext, "ip" | "requestId">, signupId: string): Actor {
  return { kind: "visitor", id: signupId, ip: ctx.ip, requestId: ctx.requestId };
}

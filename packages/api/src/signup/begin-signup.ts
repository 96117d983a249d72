import { randomUUID } from "node:crypto";
import type { Prisma, Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { seal } from "@nexus/domain/secrets/seal";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import type { z } from "zod";
import { visitorOf } from "../access/actor.ts";
import type { ApiContext, Session } from "../context.ts";
import { codeHash, mailCode } from "./code.ts";
import { tokenHash } from "./cookie.ts";
import { endSignup } from "./end-signup.ts";
import { holdName } from "./hold-name.ts";
import type { startInput } from "./schema.ts";
import { codeExpiry } from "./view.ts";

export type Form = z.infer<typeof startInput>;

export interface Beginning {
  readonly form: Form;
  /** The signup that this browser began before; it ends. */
  readonly former: Signup | null;
  readonly tokenFor: (signupId: string) => string;
}

/**
 * User whose former names do not rest for this signup: who is signed in with the very address that they sign
 * up with. An address that is only typed proves nothing, and the answer must not tell what it once owned.
 */
export function formerOwner(session: Session | null, { email }: Pick<Form, "email">): string | null {
  return session?.role === "member" && session.email === email ? session.userId : null;
}

/**
 * Makes the signup, holds its name, seals the password and queues the code, in the caller's transaction.
 *
 * @throws NexusError SUBDOMAIN_TAKEN
 */
export async function beginSignup(tx: Prisma.TransactionClient, ctx: ApiContext, { form, former, tokenFor }: Beginning): Promise<{ signup: Signup; token: string }> {
  const code = ctx.random.code();
  const id = randomUUID();
  const token = tokenFor(id);
  const signup = await createSignup(tx, ctx, form, { id, code, token });
  const visitor = visitorOf(ctx, signup.id);
  const endFormer = async () => former !== null && endSignup(tx, visitor, former.id, { reason: "The visitor signed up again." });
  // Another name is given up only after the new one is held: two who swap names must not wait for each other.
  if (former?.subdomain === signup.subdomain) await endFormer();
  if (!(await holdName(tx, ctx, visitor, signup, formerOwner(ctx.session, form)))) throw new NexusError("SUBDOMAIN_TAKEN");
  await endFormer();
  const purpose = "owner_password";
  const sealed = seal(ctx.sealingKey, { subject: signup.id, purpose }, form.password);
  await tx.secret.create({ data: { subject: signup.id, purpose, sealed, expiresAt: signup.expiresAt } });
  const { subdomain, plan } = signup;
  await recordEvent(tx, visitor, { action: "signup.started", outcome: "succeeded", subdomain, after: { plan } });
  await mailCode(tx, ctx, signup, code);
  return { signup, token };
}

interface Fresh {
  readonly id: string;
  readonly code: string;
  readonly token: string;
}

function createSignup(tx: Prisma.TransactionClient, ctx: ApiContext, form: Form, { id, code, token }: Fresh): Promise<Signup> {
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + ctx.config.durations.hold);
  const { organization, subdomain, fullName, email } = form;
  return tx.signup.create({
    data: {
      id, organization, subdomain, fullName, email, expiresAt,
      plan: ctx.config.defaultPlan,
      tokenHash: tokenHash(token),
      codeHash: codeHash(ctx.sealingKey, id, code),
      codeExpiresAt: codeExpiry(ctx.config, now, expiresAt),
      lastCodeSentAt: now,
      createdAt: now,
      ip: ctx.ip,
      requestId: ctx.requestId,
    },
  });
}

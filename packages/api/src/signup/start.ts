import { randomUUID } from "node:crypto";
import type { Prisma, Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { subdomainProblem, subdomainProblemText } from "@nexus/domain/names/subdomain";
import { seal } from "@nexus/domain/secrets/seal";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import type { z } from "zod";
import { visitorOf } from "../access/actor.ts";
import { networkOf } from "../access/network.ts";
import { refuseWeakPassword } from "../accounts/refuse-weak-password.ts";
import { freeNames, suggestNames } from "../availability/free-names.ts";
import type { ApiConfig } from "../config.ts";
import type { ApiContext } from "../context.ts";
import { transact } from "../transaction.ts";
import { publicProcedure } from "../trpc.ts";
import { codeHash, mailCode } from "./code.ts";
import { cookieSignup, joinToken, tokenHash } from "./cookie.ts";
import { endSignup } from "./end-signup.ts";
import { holdName } from "./hold-name.ts";
import { startInput, startOutput } from "./schema.ts";
import { codeExpiry, signupTimes } from "./view.ts";

type Form = z.infer<typeof startInput>;

/** Begins a signup: holds the name and mails a code. Nothing else is made before the address is proved. */
export const start = publicProcedure.input(startInput).output(startOutput).mutation(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("signupByIp", networkOf(ctx.ip));
  refuseBadName(ctx.config, input.subdomain);
  refuseWeakPassword(input.password, input);
  await ctx.rateLimits.consume("signupByAddress", input.email);
  const token = ctx.random.token();
  const signup = await startSignup(ctx, input, token);
  // Longer than the hold: the cookie also opens `signup.current`, which says that the time ran out.
  ctx.setSignupCookie(joinToken(signup.id, token), new Date(signup.createdAt.getTime() + 86_400_000));
  return signupTimes(ctx.config, signup);
});

function refuseBadName(config: ApiConfig, subdomain: string): void {
  const problem = subdomainProblem(subdomain, config);
  if (problem === null) return;
  throw new NexusError("SUBDOMAIN_INVALID", { field: "subdomain", message: subdomainProblemText[problem], details: { problem } });
}

async function startSignup(ctx: ApiContext, form: Form, token: string): Promise<Signup> {
  const former = await cookieSignup(ctx);
  const code = ctx.random.code();
  return transact(ctx.prisma, async (tx) => {
    // Most who come too late are told by this one query; the hold's row decides between the others.
    const asked = { names: [form.subdomain], limit: 1, ownSignup: former?.id ?? null };
    if ((await freeNames(tx, ctx, asked)).length === 0) throw new NexusError("SUBDOMAIN_TAKEN");
    const signup = await createSignup(tx, ctx, form, { code, token });
    const visitor = visitorOf(ctx, signup.id);
    const endFormer = async () => former !== null && endSignup(tx, visitor, former.id, "The visitor signed up again.");
    // Another name is given up only after the new one is held: two who swap names must not wait for each other.
    if (former?.subdomain === signup.subdomain) await endFormer();
    if (!(await holdName(tx, ctx, visitor, signup))) throw new NexusError("SUBDOMAIN_TAKEN");
    await endFormer();
    const purpose = "owner_password";
    const sealed = seal(ctx.sealingKey, { subject: signup.id, purpose }, form.password);
    await tx.secret.create({ data: { subject: signup.id, purpose, sealed, expiresAt: signup.expiresAt } });
    const { subdomain, plan } = signup;
    await recordEvent(tx, visitor, { action: "signup.started", outcome: "succeeded", subdomain, after: { plan } });
    await mailCode(tx, ctx, signup, code);
    return signup;
  }).catch((error: unknown) => offerOthers(ctx, form.subdomain, error));
}

/** Outside of the transaction, which is over. */
async function offerOthers(ctx: ApiContext, subdomain: string, error: unknown): Promise<never> {
  if (!(error instanceof NexusError) || error.code !== "SUBDOMAIN_TAKEN") throw error;
  const suggestions = await suggestNames(ctx.prisma, ctx, subdomain, 3);
  throw new NexusError("SUBDOMAIN_TAKEN", { field: "subdomain", details: { suggestions } });
}

interface Fresh {
  readonly code: string;
  readonly token: string;
}

function createSignup(tx: Prisma.TransactionClient, ctx: ApiContext, form: Form, fresh: Fresh): Promise<Signup> {
  const id = randomUUID();
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + ctx.config.durations.hold);
  const { organization, subdomain, fullName, email } = form;
  return tx.signup.create({
    data: {
      id, organization, subdomain, fullName, email, expiresAt,
      plan: ctx.config.defaultPlan,
      tokenHash: tokenHash(fresh.token),
      codeHash: codeHash(ctx.sealingKey, id, fresh.code),
      codeExpiresAt: codeExpiry(ctx.config, now, expiresAt),
      lastCodeSentAt: now,
      createdAt: now,
      ip: ctx.ip,
      requestId: ctx.requestId,
    },
  });
}

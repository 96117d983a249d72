import type { Prisma, Signup } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { subdomainProblem, subdomainProblemText } from "@nexus/domain/names/subdomain";
import { type Asker, isNameFree } from "@nexus/provisioning/names/free-names";
import { networkOf } from "../access/network.ts";
import { refuseWeakPassword } from "../accounts/refuse-weak-password.ts";
import { nameRest, suggestNames } from "../availability/free-names.ts";
import type { ApiConfig } from "../config.ts";
import type { ApiContext, ProcedureContext } from "../context.ts";
import { type Claim, claimKey, isKeyKnown, keepClaim, type KeyedCall } from "../idempotency/claim-key.ts";
import { transact } from "../transaction.ts";
import { publicProcedure } from "../trpc.ts";
import { beginSignup, type Form, formerOwner } from "./begin-signup.ts";
import { cookieSignup, derivedToken, joinToken } from "./cookie.ts";
import { OPEN_SIGNUPS } from "./end-signup.ts";
import { limitCodeMails } from "./limit-address.ts";
import { startInput, startOutput } from "./schema.ts";
import { signupTimes } from "./view.ts";

/** Begins a signup: holds the name and mails a code. Nothing else is made before the address is proved. */
export const start = publicProcedure.input(startInput).output(startOutput).mutation(async ({ ctx, input }) => {
  await ctx.rateLimits.consume("signupByIp", networkOf(ctx.ip));
  refuseBadName(ctx.config, input.subdomain);
  // Before the password, whose estimate is by far the most work: of many who want one name, most are told here.
  await refuseTakenName(ctx, input);
  refuseWeakPassword(input.password, input);
  await limitCodeMails(ctx, input.email);
  const { signup, token } = await startOnce(ctx, input).catch(async (error: unknown) => {
    throw error instanceof NexusError && error.code === "SUBDOMAIN_TAKEN" ? await takenName(ctx, input.subdomain) : error;
  });
  // Longer than the hold: the cookie also opens `signup.current`, which says that the time ran out.
  ctx.setSignupCookie(joinToken(signup.id, token), new Date(signup.createdAt.getTime() + 86_400_000));
  return signupTimes(ctx.config, signup);
});

function refuseBadName(config: ApiConfig, subdomain: string): void {
  const problem = subdomainProblem(subdomain, config);
  if (problem === null) return;
  throw new NexusError("SUBDOMAIN_INVALID", { field: "subdomain", message: subdomainProblemText[problem], details: { problem } });
}

/** Nobody's own signup stands in their way: neither the browser's former one nor the one that this call's key began. */
async function refuseTakenName(ctx: ProcedureContext, form: Form): Promise<void> {
  const asker = await askerOf(ctx, form);
  if (await isNameFree(ctx.prisma, nameRest(ctx), form.subdomain, asker)) return;
  if (await isKeyKnown(ctx, keyedCall(form))) return;
  throw await takenName(ctx, form.subdomain);
}

async function askerOf(ctx: ApiContext, form: Form): Promise<Asker & { former: Signup | null }> {
  const former = await cookieSignup(ctx);
  return { userId: formerOwner(ctx.session, form), signupId: former?.id ?? null, former };
}

/** The address is part of the caller, as visitors have no name. */
function keyedCall(form: Form): KeyedCall {
  return { caller: `address:${form.email}`, input: form };
}

interface Started {
  readonly signup: Signup;
  readonly token: string;
}

/**
 * Once for each idempotency key and address: who repeats a call whose answer was lost gets the same signup, and
 * the token that opens it, for as long as it is open.
 */
async function startOnce(ctx: ProcedureContext, form: Form): Promise<Started> {
  const { former, ...asker } = await askerOf(ctx, form);
  return transact(ctx.prisma, async (tx) => {
    const claim = await claimKey(tx, ctx, keyedCall(form));
    const known = await signupOfKey(tx, ctx, claim);
    if (known !== null) return known;
    if (!(await isNameFree(tx, nameRest(ctx), form.subdomain, asker))) throw new NexusError("SUBDOMAIN_TAKEN");
    const tokenFor = (id: string) => (claim === null ? ctx.random.token() : derivedToken(ctx.sealingKey, id, claim.key));
    const started = await beginSignup(tx, ctx, { form, former, tokenFor });
    await keepClaim(tx, claim, { signupId: started.signup.id });
    return started;
  });
}

/** What the key's first call began, unless that is over and led to nothing. */
async function signupOfKey(tx: Prisma.TransactionClient, ctx: ApiContext, claim: Claim | null): Promise<Started | null> {
  const id = claim?.made?.signupId ?? null;
  if (claim === null || id === null) return null;
  const signup = await tx.signup.findUniqueOrThrow({ where: { id } });
  const isOver = signup.state === "expired" || (OPEN_SIGNUPS.includes(signup.state) && signup.expiresAt <= ctx.now());
  return isOver ? null : { signup, token: derivedToken(ctx.sealingKey, id, claim.key) };
}

/** With free names to choose from; they are looked for outside of a transaction that is over. */
async function takenName(ctx: ApiContext, subdomain: string): Promise<NexusError> {
  return new NexusError("SUBDOMAIN_TAKEN", { field: "subdomain", details: { suggestions: await suggestNames(ctx.prisma, ctx, subdomain, 3) } });
}

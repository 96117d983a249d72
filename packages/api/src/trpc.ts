import { initTRPC } from "@trpc/server";
import { z } from "zod";
import { refuse } from "./access/refuse.ts";
import type { ApiContext, ProcedureContext } from "./context.ts";
import { errorData, isOurFault, toNexusError, toTRPCError } from "./errors.ts";
import { transformer } from "./transformer.ts";

const t = initTRPC.context<ApiContext>().create({
  transformer,
  // Never a stack to a client, whatever NODE_ENV says.
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => {
    const data = errorData(error, ctx?.requestId ?? null);
    return { code: shape.code, message: data.message, data };
  },
  // A browser comes back by itself, with the last event's id; what nobody reads any more ends.
  sse: { maxDurationMs: 600_000, ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** For procedures that take nothing. */
export const noInput = z.strictObject({}).optional();

/** Every procedure begins here: failures become one of the closed set, and ours are logged with the request's id. */
export const publicProcedure = t.procedure.use(async ({ ctx, path, next }) => {
  const procedure: ProcedureContext = { ...ctx, procedure: path };
  const result = await next({ ctx: procedure });
  if (!result.ok) throw reported(procedure, result.error);
  if (!isAsyncIterable(result.data)) return result;
  return { ...result, data: guarded(procedure, result.data) };
});

/** Somebody who is signed in, in whatever role. */
export const signedInProcedure = publicProcedure.use(async ({ ctx, next }) => {
  const { session } = ctx;
  if (session === null) return refuse(ctx, "NOT_SIGNED_IN");
  // A session outlives the configuration that it came from.
  if (session.role !== "member" && !ctx.config.staff[session.role].emails.includes(session.email)) return refuse(ctx, "NOT_SIGNED_IN");
  return next({ ctx: { ...ctx, session } });
});

/** A person with an account of their own: a workspace's owner, or one to be. */
export const memberProcedure = signedInProcedure.use(async ({ ctx, next }) => {
  const { session } = ctx;
  if (session.role !== "member") return refuse(ctx, "FORBIDDEN");
  return next({ ctx: { ...ctx, session } });
});

/** Operators, who read, and admins. */
export const staffProcedure = signedInProcedure.use(async ({ ctx, next }) => {
  if (ctx.session.role === "member") return refuse(ctx, "FORBIDDEN");
  return next({ ctx });
});

export const adminProcedure = signedInProcedure.use(async ({ ctx, next }) => {
  if (ctx.session.role !== "admin") return refuse(ctx, "FORBIDDEN");
  return next({ ctx });
});

function reported(ctx: ProcedureContext, thrown: unknown): Error {
  const error = toNexusError(thrown);
  if (isOurFault(error)) {
    ctx.log.error({ err: error.cause ?? error, requestId: ctx.requestId, procedure: ctx.procedure }, "A procedure failed.");
  }
  return toTRPCError(error);
}

/** A subscription fails long after its procedure returned. */
async function* guarded(ctx: ProcedureContext, events: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* events;
  } catch (error) {
    throw reported(ctx, error);
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}


import { z } from "zod";
import { command, ourDatabase, site } from "./command.ts";

/** Path below which an agent serves its procedures; beside it there is only `GET /health`. */
export const PROCEDURES_PATH = "/trpc";
/** Header that carries the bench's `AGENT_SECRET` on every call. */
export const SECRET_HEADER = "x-nexus-agent-secret";
/** Header that carries the id of the request that caused a call, from browser to bench. */
export const REQUEST_ID_HEADER = "x-request-id";

/** `<run id>:<attempt>:<step>:<run|undo>:<try>`: the same effect always has the same key. */
export const commandKey = z.string().regex(/^[\w-]{1,40}:\d{1,4}:[\w.-]{1,80}:(run|undo):\d{1,6}$/);

/** Who asks: calls of a run with a lower epoch than the highest one seen are refused. */
export const fence = z.strictObject({ run: z.string().min(1).max(40), epoch: z.int().positive() });

export const startInput = z.strictObject({ key: commandKey, fence, command, timeoutSeconds: z.int().min(1).max(7200) });
export const getInput = z.strictObject({ key: commandKey });
export const watchInput = z.strictObject({ key: commandKey, lastEventId: z.string().nullish() });
export const cancelInput = z.strictObject({ key: commandKey, fence });
export const loginLinkInput = z.strictObject({ fence, site, dbName: ourDatabase, email: z.email().max(254), minutes: z.int().min(1).max(30) });
/** Path and query of a single-use sign-in, to be appended to the site's own address. A secret. */
export const loginLinkOutput = z.strictObject({ path: z.string().startsWith("/") });
export const siteFactsInput = z.strictObject({ site });
export type StartInput = z.infer<typeof startInput>;
export type CancelInput = z.infer<typeof cancelInput>;
export type LoginLinkInput = z.infer<typeof loginLinkInput>;

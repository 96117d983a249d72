import { type ErrorCode, NexusError } from "@nexus/domain/errors/codes";
import { isDatabaseAway } from "@nexus/db/failure";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError, type z } from "zod";

type TRPCCode = TRPCError["code"];

/** How each way to fail looks to HTTP; the one place where the two meet. */
const TRPC_CODE: Readonly<Record<ErrorCode, TRPCCode>> = {
  INVALID_INPUT: "BAD_REQUEST",
  NOT_SIGNED_IN: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
  SUBDOMAIN_INVALID: "UNPROCESSABLE_CONTENT",
  SUBDOMAIN_TAKEN: "CONFLICT",
  CODE_WRONG: "UNPROCESSABLE_CONTENT",
  CODE_EXPIRED: "UNPROCESSABLE_CONTENT",
  CODE_USED: "CONFLICT",
  CODE_TRIES_EXCEEDED: "TOO_MANY_REQUESTS",
  CODE_SENDS_EXCEEDED: "TOO_MANY_REQUESTS",
  SIGNUP_EXPIRED: "PRECONDITION_FAILED",
  PASSWORD_WEAK: "UNPROCESSABLE_CONTENT",
  RUN_NOT_RETRYABLE: "CONFLICT",
  RUN_NOT_ABORTABLE: "CONFLICT",
  TENANT_NOT_ACTIVE: "CONFLICT",
  TENANT_CONFLICT: "CONFLICT",
  IDEMPOTENCY_CONFLICT: "CONFLICT",
  SERVICE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
};

/** What tRPC itself refuses, before a procedure is reached. */
const CODE_OF_TRANSPORT: Partial<Record<TRPCCode, ErrorCode>> = {
  BAD_REQUEST: "INVALID_INPUT",
  PARSE_ERROR: "INVALID_INPUT",
  METHOD_NOT_SUPPORTED: "INVALID_INPUT",
  UNSUPPORTED_MEDIA_TYPE: "INVALID_INPUT",
  PAYLOAD_TOO_LARGE: "INVALID_INPUT",
  NOT_FOUND: "NOT_FOUND",
};

/** What a client is told of a failure; in a tRPC error it is `data`. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** For people. */
  readonly message: string;
  /** Input field to mark, where one is to blame. */
  readonly field: string | null;
  /** What is wrong with each field that is to blame. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Facts such as seconds to wait. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly httpStatus: number;
}

/** Anything that was thrown, as one of the closed set of failures; what is not known becomes INTERNAL. */
export function toNexusError(error: unknown): NexusError {
  if (error instanceof NexusError) return error;
  if (!(error instanceof TRPCError)) return new NexusError(isDatabaseAway(error) ? "SERVICE_UNAVAILABLE" : "INTERNAL", { cause: error });
  if (error.code === "BAD_REQUEST" && error.cause instanceof ZodError) return invalidInput(error.cause);
  const code = CODE_OF_TRANSPORT[error.code];
  if (code !== undefined && !(error.cause instanceof NexusError)) return new NexusError(code, { cause: error });
  return toNexusError(error.cause ?? new Error(error.message));
}

/** What procedures throw: a TRPCError whose cause is the NexusError. */
export function toTRPCError(error: unknown): TRPCError {
  const cause = toNexusError(error);
  return new TRPCError({ code: TRPC_CODE[cause.code], message: cause.message, cause });
}

/** What a client may know of an error that `createCaller` or a procedure threw. */
export function errorData(error: TRPCError, requestId: string | null): ErrorData {
  const { code, message, field, details } = toNexusError(error);
  const { fields, ...facts } = details;
  const named = field === null ? {} : { [field]: [message] };
  const httpStatus = getHTTPStatusCodeFromError(error);
  return { code, message, field, fields: isFields(fields) ? fields : named, details: facts, requestId, httpStatus };
}

function isFields(value: unknown): value is ErrorData["fields"] {
  return typeof value === "object" && value !== null;
}

/** The input failed its schema: every field is named, also those that nobody asked for. */
function invalidInput(error: ZodError): NexusError {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    for (const [field, sentence] of blame(issue)) (fields[field] ??= []).push(sentence);
  }
  const field = Object.keys(fields)[0];
  return new NexusError("INVALID_INPUT", { cause: error, details: { fields }, ...(field === undefined ? {} : { field }) });
}

function blame(issue: z.core.$ZodIssue): [field: string, sentence: string][] {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return [[path === "" ? "input" : path, issue.message]];
  return issue.keys.map((key) => [path === "" ? key : `${path}.${key}`, "This field is not known here."]);
}

/** Whether the failure is ours and belongs in the log. */
export function isOurFault(error: NexusError): boolean {
  return error.code === "INTERNAL" || error.code === "SERVICE_UNAVAILABLE";
}


import type { ErrorData } from "@nexus/api/errors";
import { ERROR_TEXT } from "@nexus/domain/errors/codes";
import { TRPCClientError } from "@trpc/client";

/** What went wrong, for a page: the server's own words, or that it was not reached. */
export type Failure = Omit<ErrorData, "code" | "httpStatus"> & { readonly code: ErrorData["code"] | "OFFLINE" };

const NOTHING_MORE = { field: null, fields: {}, details: {}, requestId: null } as const;
const OFFLINE: Failure = {
  ...NOTHING_MORE,
  code: "OFFLINE",
  message: "We could not reach the server. Nothing was lost; check your connection and try again.",
};

/** Reads any error that a procedure's hook gives. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof TRPCClientError)) return OFFLINE;
  const data: unknown = error.data;
  if (isErrorData(data)) return data;
  // An answer that is not the router's, e.g. a proxy's page while the app restarts.
  return { ...OFFLINE, ...(error.meta?.response === undefined ? {} : { message: ERROR_TEXT.SERVICE_UNAVAILABLE, code: "SERVICE_UNAVAILABLE" }) };
}

/** The sentence to show at a field: the first that the server has for it. */
export function fieldError(failure: Failure | null, field: string): string | null {
  if (failure === null) return null;
  return failure.fields[field]?.[0] ?? (failure.field === field ? failure.message : null);
}

/** Seconds that the server asks us to wait, where it says so. */
export function secondsToWait(failure: Failure): number | null {
  const seconds = failure.details.retryAfterSeconds;
  return typeof seconds === "number" ? seconds : null;
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === "object" && data !== null && "code" in data && "message" in data && "fields" in data;
}

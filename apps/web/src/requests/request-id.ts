/** Header that carries one id from the browser to the bench command. */
export const REQUEST_ID_HEADER = "x-request-id";

/** Long enough to be unique, nothing in it that a log or a shell would misread. */
const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's request id when it has the right shape, else a new one. */
export function acceptRequestId(given: string | null, create: () => string): string {
  return given !== null && SHAPE.test(given) ? given : create();
}

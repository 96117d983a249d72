/** In bytes: more than any form of ours sends. */
const LONGEST_BODY = 64 * 1024;

/**
 * Why a request's body is not read, or `null`. Only with a length is it certain how much will come:
 * Node.js reads no more than was announced, and Next.js keeps what it reads.
 */
export function bodyRefusal(headers: Headers): string | null {
  const length = headers.get("content-length") ?? "";
  if (!/^\d+$/.test(length)) return "This request does not say how long it is and was refused. Nothing was changed.";
  return Number(length) > LONGEST_BODY ? "This request is too large and was refused. Nothing was changed." : null;
}

/** In bytes: more than any form of ours sends. */
const LONGEST_BODY = 64 * 1024;

/**
 * Why a request's body is not read, or `null`. Only with a length is it certain how much will come:
 * Node.js reads no more than was announced, and Next.js keeps what it reads.
 */
export function bodyRefusal(method: string, headers: Headers): { status: 411 | 413; error: string } | null {
  if (method !== "POST") return null;
  const length = headers.get("content-length") ?? "";
  if (!/^\d+$/.test(length)) return { status: 411, error: "This request does not say how long it is and was refused." };
  return Number(length) > LONGEST_BODY ? { status: 413, error: "This request is too large." } : null;
}
